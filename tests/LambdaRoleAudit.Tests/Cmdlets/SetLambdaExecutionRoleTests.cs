using System.Text.Json;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

public sealed class SetLambdaExecutionRoleTests : IDisposable
{
    private const string Queue = "arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole";

    private readonly ModuleSession _session = new();

    [Fact]
    public async Task A_function_is_put_on_a_role_waited_for_and_verified()
    {
        var state = Estate.Rule();
        state.IamDelay = TimeSpan.FromSeconds(4);
        state.UpdateTime = TimeSpan.FromSeconds(1);
        await using var server = await Sandboxes.StartAsync(state);
        var at = ModuleSession.At(server);
        var result = _session.Run(
            $"New-LambdaExecutionRole -FunctionName s3-get-object {at} | Set-LambdaExecutionRole -FunctionName s3-get-object {at}")
            .AssertClean();
        var assignment = (RoleAssignment)Assert.Single(result.Output).BaseObject;
        Assert.Equal((RoleAssignmentStatus.Assigned, "Successful"), (assignment.Status, assignment.LastUpdateStatus));
        Assert.Equal(
            ("arn:aws:iam::123456789012:role/aws-lambda-full-access", "arn:aws:iam::123456789012:role/s3-get-object-us-east-1-role"),
            (assignment.PreviousRole, assignment.Role));
        Assert.True(assignment.PropagationRetries > 0);
        Assert.True(assignment.Duration > TimeSpan.FromSeconds(1));
        Assert.Equal(assignment.Role, Function(server, "s3-get-object").Role);
    }

    [Fact]
    public async Task A_function_that_is_there_already_is_not_written()
    {
        await using var server = await Sandboxes.StartAsync();
        var result = _session.Run($"Set-LambdaExecutionRole order-intake order-events-role {ModuleSession.At(server)}").AssertClean();
        Assert.Equal(RoleAssignmentStatus.AlreadyAssigned, ((RoleAssignment)Assert.Single(result.Output).BaseObject).Status);
        Assert.DoesNotContain(server.Calls.Keys, call => NewLambdaExecutionRoleTests.IsWrite(call.Operation));
    }

    [Fact]
    public async Task WhatIf_looks_at_everything_and_writes_nothing()
    {
        var state = WithRole("own", Queue);
        await using var server = await Sandboxes.StartAsync(state);
        var text = _session.Render($"Set-LambdaExecutionRole cc-sqs-poller own -WhatIf {ModuleSession.At(server)}", 300);
        Assert.Contains(
            "from arn:aws:iam::123456789012:role/aws-lambda-full-access to arn:aws:iam::123456789012:role/own", text,
            StringComparison.Ordinal);
        Assert.DoesNotContain(server.Calls.Keys, call => NewLambdaExecutionRoleTests.IsWrite(call.Operation));
    }

    [Theory]
    [InlineData("cc-sqs-poller image-resize-us-east-1-role", "RoleIsShared", "-AllowShared")]
    [InlineData("cc-sqs-poller image-resize-eu-west-1-role", "RoleIsShared", "-AllowShared")]
    [InlineData("cc-sqs-poller versioned", "RoleIsShared", "-AllowShared")]
    [InlineData("order-intake own", "FunctionManagedElsewhere", "-AllowManaged")]
    [InlineData("cc-sqs-poller own", "SharingUnknown", "-AllowUnknown", "deny:ListFunctions@sa-east-1")]
    [InlineData("cc-sqs-poller of-ec2", "RoleDoesNotTrustLambda")]
    [InlineData("in-vpc own", "RoleLacksVpcAccess")]
    [InlineData("cc-sqs-poller nobody", "RoleNotFound")]
    [InlineData("cc-sqs-poller -RoleArn arn:aws:iam::210987654321:role/own", "RoleOfAnotherAccount")]
    [InlineData("cc-sqs-poller 'bad name'", "InvalidRole")]
    [InlineData("nobody own", "FunctionNotFound")]
    [InlineData("arn:aws:lambda:us-east-1:210987654321:function:cc-sqs-poller own", "FunctionOfAnotherAccount")]
    [InlineData("order-archive own -Region us-*", "FunctionNotFound")]
    [InlineData("image-resize own", "FunctionInSeveralRegions")]
    [InlineData("cc-sqs-poller:1 own", "VersionIsFrozen")]
    [InlineData("'a b' own", "InvalidFunction")]
    [InlineData("cc-sqs-poller", "InvalidRole")]
    [InlineData("arn:aws:lambda:us-east-1:123456789012:function:cc-sqs-poller own -Region eu-west-1", "FunctionInAnotherRegion")]
    [InlineData("cc-sqs-poller own", "AccessDenied", null, "deny:UpdateFunctionConfiguration")]
    [InlineData("cc-sqs-poller own", "AccessDenied", null, "deny:GetRole")]
    public async Task What_stands_against_it_is_said_and_nothing_is_written(
        string parameters, string errorId, string? allow = null, string? faults = null)
    {
        var state = WithRole("own", Queue);
        var account = state.Accounts.Values.Single();
        Estate.AddRole(
            account, "/",
            "of-ec2").AssumeRolePolicyDocument =
                """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";
        // A version of another function, in another region, still has the role.
        var archive = account.Region("eu-west-1").Find("order-archive")!;
        var before = archive.Role;
        var versioned = Estate.AddRole(account, "/", "versioned");
        versioned.AttachedPolicyArns.Add(Queue);
        archive.Set("Role", versioned.Arn);
        Estate.Publish(account, "eu-west-1", archive);
        archive.Set("Role", before);
        Estate.AddFunction(account, "us-east-1", "in-vpc", versioned, inVpc: true);
        account.Region("us-east-1").Find("order-intake")!.Tags["aws:cloudformation:stack-name"] = "orders";
        account.Roles["image-resize-us-east-1-role"].AttachedPolicyArns.Add(Queue);
        account.Roles["image-resize-eu-west-1-role"].AttachedPolicyArns.Add(Queue);
        var roles = account.Region("us-east-1").List(false).ToDictionary(function => function.FunctionName, function => function.Role);
        await using var server = await Sandboxes.StartAsync(state, faults);
        var result = _session.Run($"Set-LambdaExecutionRole {parameters} {ModuleSession.At(server)}");
        Assert.Equal(errorId, result.ErrorIds[^1]);
        Assert.All(result.AllErrors, error => Assert.NotEmpty(error.ErrorDetails.RecommendedAction));
        Assert.Equal(
            roles, account.Region("us-east-1").List(false).ToDictionary(function => function.FunctionName, function => function.Role));
        if (faults != "deny:UpdateFunctionConfiguration")
            Assert.DoesNotContain(server.Calls.Keys, call => NewLambdaExecutionRoleTests.IsWrite(call.Operation));
        if (allow is null) return;

        Assert.Contains(allow, result.AllErrors.Last().ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        var allowed = _session.Run($"Set-LambdaExecutionRole {parameters} {allow} {ModuleSession.At(server)}");
        Assert.Equal(RoleAssignmentStatus.Assigned, ((RoleAssignment)Assert.Single(allowed.Output).BaseObject).Status);
    }

    [Fact]
    public async Task Two_functions_on_one_role_at_once_are_sharing_too()
    {
        await using var server = await Sandboxes.StartAsync(WithRole("own", Queue));
        var result = _session.Run(
            $"'cc-sqs-poller', 's3-get-object' | ForEach-Object {{ [pscustomobject]@{{ FunctionName = $_ }} }} | Set-LambdaExecutionRole "
            + $"-RoleName own {ModuleSession.At(server)}");
        Assert.Equal(["RoleIsShared"], result.ErrorIds);
        Assert.Single(result.Output);
    }

    [Theory]
    [InlineData("cc-sqs-poller", "The poller would stop: the new role cannot read the queue.")]
    [InlineData("s3-get-object", "The update ends as Failed.")]
    public async Task What_does_not_end_well_is_put_back_and_that_is_verified(string name, string _)
    {
        var state = WithRole("own");
        if (name == "s3-get-object") state.FailingUpdates.Add(name);
        await using var server = await Sandboxes.StartAsync(state);
        var result = _session.Run($"Set-LambdaExecutionRole {name} own {ModuleSession.At(server)}");
        Assert.Equal(["AssignmentPutBack"], result.ErrorIds);
        var assignment = (RoleAssignment)Assert.Single(result.Output).BaseObject;
        Assert.Equal(
            (RoleAssignmentStatus.PutBack, "arn:aws:iam::123456789012:role/aws-lambda-full-access", "Successful"),
            (assignment.Status, assignment.Role, assignment.LastUpdateStatus));
        Assert.Equal(assignment.Role, Function(server, name).Role);
        Assert.All(
            server.State.Accounts.Values.Single().Region("us-east-1").EventSourceMappings.Values,
            mapping => Assert.Equal("Enabled", (string)mapping["State"]!));
    }

    [Fact]
    public async Task A_role_that_Lambda_keeps_refusing_leaves_the_function_where_it_was()
    {
        var state = WithRole("own", Queue);
        state.IamDelay = TimeSpan.FromHours(1);
        state.Accounts.Values.Single().Roles["own"].SettledAt = state.Now.AddHours(1);
        state.Accounts.Values.Single().Region("us-east-1").Find("cc-s3-logging")!.Set(
            "DeadLetterConfig", new System.Text.Json.Nodes.JsonObject { ["TargetArn"] = "arn:aws:sqs:us-east-1:123456789012:dead" });
        await using var server = await Sandboxes.StartAsync(state);
        var result = _session.Run($"Set-LambdaExecutionRole cc-s3-logging own -PropagationTimeoutSec 2 {ModuleSession.At(server)}");
        Assert.Equal(["RoleRefused"], result.ErrorIds);
        Assert.Contains(
            "does not have permissions to call SendMessage on SQS", result.AllErrors.Single().Exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("/aws-lambda-full-access", Function(server, "cc-s3-logging").Role, StringComparison.Ordinal);
    }

    /// <summary>The rule's remedy, step by step, on the Sandbox and on moto; the AWS CLI reads it back.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_rule_s_remedy_is_done_and_then_nothing_is_shared(bool onMoto)
    {
        await Python.RequireAsync();
        await using var moto = onMoto ? await MotoServer.StartAsync() : null;
        await using var server = onMoto ? null : await Sandboxes.StartAsync();
        var url = onMoto ? moto!.Url : server!.Url;
        if (onMoto) await PopulateMotoAsync(url);
        var at = ModuleSession.At(url);
        var shared = _session.Run($"Get-SharedLambdaRole {at} -Region us-east-1")
            .AssertClean().Roles.Single(role => role.RoleName == "aws-lambda-full-access");
        foreach (var function in shared.Functions.Take(2))
        {
            _session.Run($"New-LambdaExecutionRole {function.FunctionName}-role -Feature Basic, SQS {at} -Region us-east-1").AssertClean();
            var assigned = _session.Run(
                $"Set-LambdaExecutionRole {function.FunctionName} {function.FunctionName}-role {at} -Region us-east-1").AssertClean();
            Assert.Equal(RoleAssignmentStatus.Assigned, ((RoleAssignment)assigned.Output.Single().BaseObject).Status);
            var (code, output, errors) = await Python.CliAsync(
                url, "lambda", "get-function-configuration", "--region", "us-east-1", "--function-name", function.FunctionName);
            Assert.True(code == 0, errors);
            Assert.EndsWith(
                $":role/{function.FunctionName}-role", JsonDocument.Parse(output).RootElement.GetProperty("Role").GetString(),
                StringComparison.Ordinal);
            (code, output,
                errors) = await Python.CliAsync(url, "iam", "list-attached-role-policies", "--role-name", $"{function.FunctionName}-role");
            Assert.True(code == 0, errors);
            Assert.Equal(2, JsonDocument.Parse(output).RootElement.GetProperty("AttachedPolicies").GetArrayLength());
        }

        Assert.DoesNotContain(
            _session.Run($"Get-SharedLambdaRole {at} -Region us-east-1").AssertClean().Roles,
            role => role.RoleName == "aws-lambda-full-access");
    }

    public void Dispose() => _session.Dispose();

    internal static async Task PopulateMotoAsync(Uri url)
    {
        async Task Aws(params string[] arguments)
        {
            var (code, _, errors) = await Python.CliAsync(url, arguments);
            Assert.True(code == 0, errors);
        }

        var zip = Path.GetTempFileName();
        try
        {
            using (var archive = System.IO.Compression.ZipFile.Open(zip, System.IO.Compression.ZipArchiveMode.Update))
                archive.CreateEntry("app.py");
            await Aws(
                "iam", "create-role", "--role-name", "aws-lambda-full-access", "--assume-role-policy-document", RoleState.LambdaTrust);
            foreach (var name in new[] { "cc-sqs-poller", "cc-s3-logging", "s3-get-object" })
                await Aws(
                    "lambda", "create-function", "--region", "us-east-1", "--function-name", name, "--runtime", "python3.13", "--handler",
                    "app.handler", "--role", "arn:aws:iam::123456789012:role/aws-lambda-full-access", "--zip-file", $"fileb://{zip}");
        }
        finally
        {
            File.Delete(zip);
        }
    }

    private static SandboxState WithRole(string name, params string[] policies)
    {
        var state = Estate.Rule();
        var role = Estate.AddRole(state.Accounts.Values.Single(), "/", name);
        foreach (var policy in policies) role.AttachedPolicyArns.Add(policy);
        return state;
    }

    private static FunctionState Function(Sandbox.Server.SandboxServer server, string name) =>
        server.State.Accounts.Values.Single().Region("us-east-1").Find(name)!;
}
