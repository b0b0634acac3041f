using System.Text.Json;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Peers;

/// <summary>The Sandbox is right when AWS's own clients agree: they read it, write it, page it, wait on it and know its errors.</summary>
public class SandboxFidelityTests
{
    private const string Trust =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";

    [Fact]
    public async Task Boto3_reads_writes_pages_waits_and_knows_its_errors()
    {
        await Python.RequireAsync();
        var state = Estate.OfSize(17 * 60, 2);
        var theirs = OtherAccount.AddTo(state, "210987654321", "/audit/", "guest", "agreed");
        Estate.AddFunction(theirs, "us-east-1", "theirs", Estate.AddRole(theirs, "/", "theirs"), inVpc: false);
        await using var server = await Sandboxes.StartAsync(state);
        var answer = await Python.RunAsync("sandbox_check.py", server.Url);
        Assert.Equal("ok", answer.GetString());
    }

    /// <summary>The command that an undo prints deletes the version, and then nothing names the role.</summary>
    [Fact]
    public async Task The_AWS_CLI_deletes_the_version_that_an_undo_names()
    {
        await Python.RequireAsync();
        var state = AliasEstate.State();
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        await RepairRuns.RepairAsync(server, await RepairRuns.PlanAsync(server, AliasEstate.Options));
        var (early, _, refusal) = await Python.CliAsync(
            server.Url, "lambda", "delete-function", "--function-name", "orders", "--qualifier", "2", "--region", "us-east-1");
        Assert.NotEqual(0, early);
        Assert.Contains("referenced by the following aliases: [live]", refusal, StringComparison.Ordinal);
        var reason = (await RepairRuns.UndoAsync(server)).Single(result => result.FunctionName == "orders").Reason!;
        var command = reason[(reason.IndexOf("aws lambda", StringComparison.Ordinal) + 4)..].Trim().Split(' ');
        var (code, _, errors) = await Python.CliAsync(server.Url, command);
        Assert.True(code == 0, errors);
        Assert.All(await RepairRuns.UndoAsync(server), result => Assert.Null(result.Reason));
        Assert.DoesNotContain(
            state.Accounts.Values.Single().Roles.Values, role => role.Tags.ContainsKey(LambdaRoleAudit.Roles.RoleTags.Repair));
    }

    [Fact]
    public async Task The_AWS_CLI_queries_AWS_Config_page_by_page()
    {
        await Python.RequireAsync();
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        for (var i = 0; i < 120; i++)
            Resources.Add(account, "us-east-1", ResourceKind.Queue, $"jobs-{i}", i == 0 ? null : Trust);
        var config = account.Region("us-east-1").Config;
        config.Start();
        config.Record(account, "us-east-1", [], DateTimeOffset.UnixEpoch);
        await using var server = await Sandboxes.StartAsync(state);
        async Task<JsonElement> Aws(params string[] arguments)
        {
            var (code, output, errors) = await Python.CliAsync(server.Url, ["configservice", .. arguments, "--region", "us-east-1"]);
            Assert.True(code == 0, errors);
            return JsonDocument.Parse(output).RootElement;
        }

        var results = (await Aws(
            "select-resource-config", "--expression",
            "SELECT arn, configuration.Policy WHERE resourceType = 'AWS::SQS::Queue'")).GetProperty("Results").EnumerateArray()
            .Select(result => JsonDocument.Parse(result.GetString()!).RootElement).ToList();
        Assert.Equal(120, results.Select(result => result.GetProperty("arn").GetString()).Distinct().Count());
        Assert.Equal(119, results.Count(result => result.TryGetProperty("configuration", out var part)
            && part.GetProperty("Policy").GetString() == Trust));
        var status = (await Aws("describe-configuration-recorder-status")).GetProperty("ConfigurationRecordersStatus")[0];
        Assert.True(status.GetProperty("recording").GetBoolean());
        var recorder = (await Aws("describe-configuration-recorders")).GetProperty("ConfigurationRecorders")[0];
        Assert.True(recorder.GetProperty("recordingGroup").GetProperty("allSupported").GetBoolean());
    }

    [Fact]
    public async Task The_AWS_CLI_does_the_rules_remedy_step_by_step()
    {
        await Python.RequireAsync();
        await using var server = await Sandboxes.StartAsync();
        async Task<JsonElement> Aws(params string[] arguments)
        {
            var (code, output, errors) = await Python.CliAsync(server.Url, arguments);
            Assert.True(code == 0, errors);
            return output.Length == 0 ? default : JsonDocument.Parse(output).RootElement;
        }

        var before = await Aws(
            "lambda", "list-functions", "--region", "us-east-1", "--query",
            "Functions[?Role=='arn:aws:iam::123456789012:role/aws-lambda-full-access'].FunctionName");
        Assert.Equal(3, before.GetArrayLength());
        var role = await Aws("iam", "create-role", "--role-name", "cc-sqs-poller-role", "--assume-role-policy-document", Trust);
        await Aws(
            "iam", "attach-role-policy", "--role-name", "cc-sqs-poller-role", "--policy-arn",
            "arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole");
        await Aws(
            "lambda", "update-function-configuration", "--region", "us-east-1", "--function-name", "cc-sqs-poller", "--role",
            role.GetProperty("Role").GetProperty("Arn").GetString()!);
        await Aws("lambda", "wait", "function-updated-v2", "--region", "us-east-1", "--function-name", "cc-sqs-poller");
        var function = await Aws("lambda", "get-function", "--region", "us-east-1", "--function-name", "cc-sqs-poller");
        Assert.Equal(
            "arn:aws:iam::123456789012:role/cc-sqs-poller-role", function.GetProperty("Configuration").GetProperty("Role").GetString());
        var attached = await Aws("iam", "list-attached-role-policies", "--role-name", "cc-sqs-poller-role");
        Assert.Equal("AWSLambdaSQSQueueExecutionRole", attached.GetProperty("AttachedPolicies")[0].GetProperty("PolicyName").GetString());

        using var session = new ModuleSession();
        Assert.Equal(
            2, session.Run($"Get-SharedLambdaRole {ModuleSession.At(server)} -RoleName aws-lambda-full-access")
                .AssertClean().Roles.Single().FunctionCount);
    }

    [Fact]
    public async Task What_takes_time_at_AWS_takes_time_here_and_says_so_in_AWSs_words()
    {
        await Python.RequireAsync();
        var state = Estate.Rule();
        state.IamDelay = TimeSpan.FromMilliseconds(700);
        state.UpdateTime = TimeSpan.FromMilliseconds(300);
        state.FailingUpdates.Add("cc-sqs-poller");
        await using var server = await Sandboxes.StartAsync(state);
        Assert.Equal("ok", (await Python.RunAsync("propagation_check.py", server.Url)).GetString());
    }

    /// <summary>The AWS CLI and boto3 of today speak CBOR with CloudWatch, older ones JSON and Query.</summary>
    [Fact]
    public async Task Boto3_reads_the_errors_of_a_function_in_each_protocol_and_so_does_the_AWS_CLI()
    {
        await Python.RequireAsync();
        var state = Estate.Rule();
        var start = new DateTimeOffset(DateTime.UtcNow.Date.AddDays(-2), TimeSpan.Zero);
        var errors = state.Accounts.Values.Single().Region("eu-west-1").Errors;
        errors.Add("orders", start.AddSeconds(20), 2);
        errors.Add("orders", start.AddMinutes(6), 4);
        errors.Add("orders", start.AddMinutes(6.5), 1);
        await using var server = await Sandboxes.StartAsync(state);
        var seconds = FormattableString.Invariant($"{start.ToUnixTimeSeconds()}");
        Assert.Equal("ok", (await Python.RunAsync("metric_check.py", server.Url, seconds)).GetString());
        var (code, output, problem) = await Python.CliAsync(
            server.Url, "cloudwatch", "get-metric-statistics", "--region", "eu-west-1", "--namespace", "AWS/Lambda", "--metric-name",
            "Errors", "--dimensions", "Name=FunctionName,Value=orders", "--start-time", FormattableString.Invariant($"{start:O}"),
            "--end-time", FormattableString.Invariant($"{start.AddHours(1):O}"), "--period", "3600", "--statistics", "Sum");
        Assert.True(code == 0, problem);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(7, json.RootElement.GetProperty("Datapoints")[0].GetProperty("Sum").GetDouble());
    }

    /// <summary>moto keeps AWS's codes here, though seldom its words.</summary>
    [Fact]
    public async Task Moto_answers_alike_about_instance_profiles_tags_and_trusts()
    {
        await Python.RequireAsync();
        await using var server = await Sandboxes.StartAsync(Estate.StateOf(Estate.NewAccount()));
        await using var moto = await MotoServer.StartAsync();
        var ours = await Python.RunAsync("iam_rules.py", server.Url);
        var theirs = await Python.RunAsync("iam_rules.py", moto.Url);
        Assert.Equal(theirs.EnumerateArray().Select(line => line.ToString()), ours.EnumerateArray().Select(line => line.ToString()));
    }

    [Fact]
    public async Task The_AWS_CLI_knows_its_instance_profiles()
    {
        await Python.RequireAsync();
        var state = Estate.Rule();
        state.Accounts.Values.Single().Roles["order-events-role"].InstanceProfiles.Add("orders");
        await using var server = await Sandboxes.StartAsync(state);
        var (code, output, errors) = await Python.CliAsync(
            server.Url, "iam", "list-instance-profiles-for-role", "--role-name", "order-events-role",
            "--query", "InstanceProfiles[].[Arn, Roles[].Arn]", "--output", "text");
        Assert.True(code == 0, errors);
        Assert.Equal(
            "arn:aws:iam::123456789012:instance-profile/orders arn:aws:iam::123456789012:role/orders/order-events-role",
            string.Join(' ', output.Split((char[])['\t', '\n'], StringSplitOptions.RemoveEmptyEntries)));
        (code, _, errors) = await Python.CliAsync(server.Url, "iam", "delete-role", "--role-name", "order-events-role");
        Assert.NotEqual(0, code);
        Assert.Contains(
            "(DeleteConflict) when calling the DeleteRole operation: Cannot delete entity, must remove", errors, StringComparison.Ordinal);
        (code, _, errors) = await Python.CliAsync(
            server.Url, "iam", "remove-role-from-instance-profile", "--role-name", "order-events-role",
            "--instance-profile-name", "orders");
        Assert.True(code == 0, errors);
    }

    [Fact]
    public async Task Its_managed_policies_are_those_of_AWS()
    {
        var published = await ManagedPolicies.TextsAsync();
        using var stream = typeof(SandboxState).Assembly.GetManifestResourceStream("aws-managed-policies.json")!;
        using var json = JsonDocument.Parse(stream);
        foreach (var policy in json.RootElement.EnumerateArray())
        {
            var name = policy.GetProperty("PolicyName").GetString()!;
            Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(published[name]).RootElement, policy.GetProperty("Document")), name);
        }
    }

    [Fact]
    public async Task It_listens_on_loopback_only()
    {
        await using var server = await Sandboxes.StartAsync();
        Assert.Equal("127.0.0.1", server.Url.Host);
    }
}
