using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

public sealed class NewLambdaExecutionRoleTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-test-");

    [Fact]
    public async Task A_role_by_feature_with_all_that_can_be_set()
    {
        await using var server = await Sandboxes.StartAsync();
        var role = Role(
            "New-LambdaExecutionRole worker -Feature Basic, SQS, SQS, XRay -Path /team/ -Description 'Reads jobs' -MaxSessionDuration "
            + $"7200 -PermissionsBoundary arn:aws:iam::aws:policy/PowerUserAccess -Tag @{{ team = 'a' }}, ([pscustomobject]@{{ Key = "
            + $"'cost'; Value = '7' }}) {ModuleSession.At(server)}");
        Assert.Equal(
            ("worker", "/team/", "Reads jobs", 7200, true),
            (role.RoleName, role.Path, role.Description, role.MaxSessionDuration, role.TrustsLambda));
        Assert.Equal(
            ["AWSLambdaBasicExecutionRole", "AWSLambdaSQSQueueExecutionRole", "AWSXRayDaemonWriteAccess"],
            role.AttachedPolicies.Select(policy => policy.PolicyName));
        Assert.Equal("PowerUserAccess", role.PermissionsBoundary!.PolicyName);
        Assert.Equal(("a", "7"), (role.Tags["team"], role.Tags["cost"]));
        Assert.Equal(RoleState.LambdaTrust, role.TrustPolicy);
    }

    [Fact]
    public async Task A_function_s_own_role_allows_what_its_settings_ask_for_and_nothing_else()
    {
        await using var server = await Sandboxes.StartAsync();
        var role = Role($"New-LambdaExecutionRole -FunctionName cc-sqs-poller {ModuleSession.At(server)}");
        Assert.Equal("cc-sqs-poller-us-east-1-role", role.RoleName);
        Assert.Equal("arn:aws:lambda:us-east-1:123456789012:function:cc-sqs-poller", role.Tags["lambda-role-audit:function-arn"]);
        var document = PolicyDocument.Parse(role.InlinePolicies.Single().Document!);
        Assert.Equal(["LogGroup", "LogStreams", "QueueSource"], document.Statements.Select(statement => statement.Sid));
        Assert.Equal(["arn:aws:sqs:us-east-1:123456789012:jobs"], document.Statements[2].Resources!.Values);
        Assert.Empty(role.AttachedPolicies);
    }

    [Fact]
    public async Task Functions_of_the_pipeline_each_get_their_own()
    {
        await using var server = await Sandboxes.StartAsync();
        var at = ModuleSession.At(server);
        var result = _session.Run(
            $"(Get-SharedLambdaRole {at} -FunctionName order-*).Functions | New-LambdaExecutionRole {at} -Feature VPC").AssertClean();
        Assert.Equal(
            ["order-archive-eu-west-1-role", "order-intake-us-east-1-role"],
            result.Output.Select(item => ((ExecutionRole)item.BaseObject).RoleName));
        Assert.Equal(
            2, _session.Run(
                $"[pscustomobject]@{{ FunctionName = 'image-resize'; FunctionArn = "
                + $"'arn:aws:lambda:us-east-1:123456789012:function:image-resize' }}, [pscustomobject]@{{ FunctionName = 'image-resize'; "
                + $"Region = 'eu-west-1' }} | New-LambdaExecutionRole {at} -WhatIf -Verbose")
                .AssertClean().Verbose.Count(line => line.Contains("lambda:GetFunction", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Templates_documents_and_MQ_become_inline_policies()
    {
        _session.SetLocation(_folder.FullName);
        File.WriteAllText(
            Path.Combine(_folder.FullName, "extra.json"),
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}]}""");
        await using var server = await Sandboxes.StartAsync();
        var role = Role(
            $"New-LambdaExecutionRole worker -Region eu-west-1 -Feature MQ -Template @{{ SQSPoller = @{{ QueueName = 'jobs' }} }}, "
            + "CloudWatchPutMetricPolicy -PolicyDocument ./extra.json, "
            + $"'{File.ReadAllText(Path.Combine(_folder.FullName, "extra.json"))}' -SourceAccountCondition {ModuleSession.At(server)}");
        Assert.Equal(
            ["AmazonMQ", "CloudWatchPutMetricPolicy", "SQSPollerPolicy", "extra", "policy-2"],
            role.InlinePolicies.Select(policy => policy.PolicyName));
        Assert.Contains("arn:aws:sqs:eu-west-1:123456789012:jobs", role.InlinePolicies[2].Document, StringComparison.Ordinal);
        Assert.Contains("\"aws:SourceAccount\":\"123456789012\"", role.TrustPolicy, StringComparison.Ordinal);
        Assert.True(role.TrustsLambda);
    }

    [Fact]
    public async Task WhatIf_shows_trust_and_permissions_and_makes_nothing()
    {
        await using var server = await Sandboxes.StartAsync();
        var text = _session.Render($"New-LambdaExecutionRole -FunctionName cc-sqs-poller -WhatIf {ModuleSession.At(server)}", 2000);
        Assert.Contains("lambda.amazonaws.com", text, StringComparison.Ordinal);
        Assert.Contains("arn:aws:sqs:us-east-1:123456789012:jobs", text, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Calls.Keys, call => IsWrite(call.Operation));
    }

    [Fact]
    public async Task The_same_command_again_gives_the_same_role_another_one_is_an_error()
    {
        await using var server = await Sandboxes.StartAsync();
        var at = ModuleSession.At(server);
        var first = Role($"New-LambdaExecutionRole worker -Feature SQS {at}");
        // As if the first run had been cut off.
        var state = server.State.Accounts.Values.Single().Roles["worker"];
        state.AttachedPolicyArns.Clear();
        Assert.Equal(first.RoleId, Role($"New-LambdaExecutionRole WORKER -Feature SQS {at}").RoleId);
        Assert.Single(state.AttachedPolicyArns);
        Assert.Equal(["RoleAlreadyExists"], _session.Run($"New-LambdaExecutionRole worker -Feature VPC {at}").ErrorIds);
        Assert.Single(state.AttachedPolicyArns);
        Assert.Equal(["RoleAlreadyExists"], _session.Run($"New-LambdaExecutionRole Order-Events-Role -Feature VPC {at}").ErrorIds);
    }

    [Theory]
    [InlineData("attached")]
    [InlineData("inline")]
    [InlineData("trust")]
    [InlineData("boundary")]
    public async Task A_role_that_was_given_more_since_it_was_begun_is_not_taken_for_ours(string change)
    {
        await using var server = await Sandboxes.StartAsync();
        var at = ModuleSession.At(server);
        Role($"New-LambdaExecutionRole worker -Feature SQS -PermissionsBoundary arn:aws:iam::aws:policy/PowerUserAccess {at}");
        var state = server.State.Accounts.Values.Single().Roles["worker"];
        switch (change)
        {
            case "attached": state.AttachedPolicyArns.Add("arn:aws:iam::aws:policy/AdministratorAccess"); break;
            case "inline":
                state.InlinePolicies["more"] = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";
                break;
            case "trust":
                state.AssumeRolePolicyDocument = state.AssumeRolePolicyDocument.Replace(
                    "\"lambda.amazonaws.com\"", "[\"lambda.amazonaws.com\",\"ec2.amazonaws.com\"]", StringComparison.Ordinal); break;
            default: state.PermissionsBoundary = null; break;
        }

        Assert.Equal(
            ["RoleWasChanged"],
            _session.Run(
                $"New-LambdaExecutionRole worker -Feature SQS -PermissionsBoundary arn:aws:iam::aws:policy/PowerUserAccess {at}").ErrorIds);
    }

    [Fact]
    public async Task A_name_that_a_stranger_has_gives_way()
    {
        var state = Estate.Rule();
        Estate.AddRole(state.Accounts.Values.Single(), "/", "CC-sqs-poller-us-east-1-role");
        await using var server = await Sandboxes.StartAsync(state);
        var name = Role($"New-LambdaExecutionRole -FunctionName cc-sqs-poller {ModuleSession.At(server)}").RoleName;
        Assert.Matches("^cc-sqs-poller-us-east-1-[0-9a-f]{8}$", name);
        Assert.Equal(name, Role($"New-LambdaExecutionRole -FunctionName cc-sqs-poller {ModuleSession.At(server)}").RoleName);
    }

    [Theory]
    [InlineData("-Feature SQS", "RoleNameRequired")]
    [InlineData("'bad name'", "InvalidRoleName")]
    [InlineData("x -Path team", "InvalidPath")]
    [InlineData("x -PermissionsBoundary arn:aws:iam::123456789012:policy/none", "PolicyNotFound")]
    [InlineData("x -PolicyArn arn:aws:iam::aws:policy/AWSLambdaMQExecutionRole", "PolicyNotFound")]
    [InlineData("x -PolicyArn arn:aws-cn:iam::aws:policy/AWSLambdaExecute", "PolicyOfAnotherPartition")]
    [InlineData("x -PolicyArn AWSLambdaExecute", "InvalidPolicyArn")]
    [InlineData("x -PolicyDocument '{}'", "InvalidPolicyDocument")]
    [InlineData("x -PolicyDocument 7", "InvalidPolicyDocument")]
    [InlineData("x -PolicyDocument nowhere.json", "FileNotFound")]
    [InlineData("x -Template NoSuchPolicy", "InvalidTemplate")]
    [InlineData("x -Template SQSPollerPolicy", "InvalidTemplate")]
    [InlineData("x -Template @{ SQSPollerPolicy = @{ QueueName = 'q'; Other = 'o' } }", "InvalidTemplate")]
    [InlineData("x -Template 7", "InvalidTemplate")]
    [InlineData("x -Tag @{ 'aws:x' = '1' }", "InvalidTag")]
    [InlineData("x -Tag 7", "InvalidTag")]
    [InlineData("x -Tag @{ a = '1' }, @{ a = '2' }", "InvalidTag")]
    [InlineData("x -Tag (1..51 | ForEach-Object { @{ \"k$_\" = 'v' } })", "TooManyTags")]
    [InlineData("-FunctionName nobody", "FunctionNotFound")]
    [InlineData("-FunctionName arn:aws:lambda:us-east-1:210987654321:function:cc-sqs-poller", "FunctionOfAnotherAccount")]
    [InlineData("-InputObject cc-sqs-poller -FunctionName cc-sqs-poler", "FunctionNotFound")]
    [InlineData("x -Feature Basic -Tag @{ 'lambda-role-audit:repair-id' = 'x' }", "ReservedTag")]
    [InlineData("x -PolicyArn arn:aws:iam::aws:policy/NoSuchPolicy -WhatIf", "PolicyNotFound")]
    [InlineData("x -PermissionsBoundary arn:aws:iam::123456789012:policy/nobody -Feature Basic -WhatIf", "PolicyNotFound")]
    [InlineData("'no name' -Feature Basic -WhatIf", "InvalidRoleName")]
    [InlineData("-FunctionName order-archive -Region us-east-1", "FunctionNotFound")]
    [InlineData("-FunctionName image-resize", "FunctionInSeveralRegions")]
    [InlineData("-FunctionName 'a b'", "InvalidFunction")]
    [InlineData("-FunctionName arn:aws:lambda:eu-west-1:123456789012:function:order-archive -Region us-east-1", "FunctionInAnotherRegion")]
    [InlineData("x -PolicyArn (1..11 | ForEach-Object { \"arn:aws:iam::123456789012:policy/own$_\" })", "TooManyPolicies")]
    [InlineData(
        "x -PolicyArn (1..11 | ForEach-Object { \"arn:aws:iam::123456789012:policy/own$_\" })", "QuotaExceeded", "deny:GetAccountSummary")]
    public async Task Bad_input_has_an_id_and_an_advice_and_leaves_nothing(string parameters, string errorId, string? faults = null)
    {
        _session.SetLocation(_folder.FullName);
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        for (var i = 1; i <= 11; i++)
        {
            var policy = new ManagedPolicyState
            {
                PolicyName = $"own{i}", Path = "/", PolicyId = $"ANPA{i}", AccountId = account.AccountId, DefaultVersionId = "v1"
            };
            policy.Versions["v1"] = """{"Version":"2012-10-17","Statement":[]}""";
            account.Policies[policy.Arn("aws")] = policy;
        }

        var before = account.Roles.Keys.ToList();
        await using var server = await Sandboxes.StartAsync(state, faults);
        var result = _session.Run($"New-LambdaExecutionRole {parameters} {ModuleSession.At(server)}");
        Assert.Equal([errorId], result.ErrorIds);
        Assert.All(result.AllErrors, error => Assert.NotEmpty(error.ErrorDetails.RecommendedAction));
        Assert.Empty(result.Output);
        Assert.Equal(before, account.Roles.Keys);
    }

    [Fact]
    public void Template_names_complete()
    {
        Assert.Equal("@{ SQSPollerPolicy = @{ QueueName = '' } }", Assert.Single(Complete("New-LambdaExecutionRole x -Template SQSP")));
        Assert.Contains("SQS", Complete("New-LambdaExecutionRole x -Feature S"));

        IEnumerable<string> Complete(string line) =>
            [.. _session.Run($"(TabExpansion2 '{line}' {line.Length}).CompletionMatches.CompletionText")
                .AssertClean().Output.Select(item => item.ToString())];
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Delete(recursive: true);
    }

    internal static bool IsWrite(string operation) =>
        operation.StartsWith("Create", StringComparison.Ordinal) || operation.StartsWith("Put", StringComparison.Ordinal)
            || operation.StartsWith("Attach", StringComparison.Ordinal)
            || operation.StartsWith("Delete", StringComparison.Ordinal) || operation.StartsWith("Update", StringComparison.Ordinal)
            || operation.StartsWith("Detach", StringComparison.Ordinal);

    private ExecutionRole Role(string script) => (ExecutionRole)Assert.Single(_session.Run(script).AssertClean().Output).BaseObject;
}
