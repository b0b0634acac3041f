using System.Management.Automation;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

public sealed class GetLambdaExecutionRoleTests : IDisposable
{
    private readonly ModuleSession _session = new();

    [Fact]
    public async Task A_role_comes_with_everything_on_it()
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        var role = account.Roles["order-events-role"];
        role.Tags["team"] = "orders";
        role.PermissionsBoundary = "arn:aws:iam::aws:policy/PowerUserAccess";
        role.MaxSessionDuration = 7200;
        role.Description = "Orders";
        var intake = account.Region("us-east-1").Find("order-intake")!;
        Estate.Publish(account, "us-east-1", intake);
        await using var server = await Sandboxes.StartAsync(state);
        var one = Assert.Single(Roles($"Get-LambdaExecutionRole {ModuleSession.At(server)} -RoleName ORDER-events-role"));
        Assert.Equal(
            ("order-events-role", "arn:aws:iam::123456789012:role/orders/order-events-role", "/orders/", "123456789012"),
            (one.RoleName, one.RoleArn, one.Path, one.AccountId));
        Assert.Equal((true, true, true, true), (one.Exists, one.TrustsLambda, one.IsShared!.Value, one.IsComplete));
        Assert.Equal(["order-archive", "order-intake", "order-intake:1"], one.Functions!.Select(function => function.ToString()));
        Assert.Contains("logs:PutLogEvents", Assert.Single(one.AttachedPolicies).Document, StringComparison.Ordinal);
        Assert.True(one.AttachedPolicies[0].IsAwsManaged);
        Assert.Equal(
            ("orders", role.InlinePolicies["orders"]), (one.InlinePolicies.Single().PolicyName, one.InlinePolicies.Single().Document));
        Assert.Contains("NotAction", one.PermissionsBoundary!.Document, StringComparison.Ordinal);
        Assert.Equal(
            ("orders", 7200, "Orders", "eu-west-1"), (one.Tags["team"], one.MaxSessionDuration, one.Description, one.LastUsedRegion));
        Assert.Equal(role.LastUsed, one.LastUsed);

        // The walk over the account says the same of it.
        var walked =
            Assert.Single(Roles($"Get-LambdaExecutionRole {ModuleSession.At(server)}"), found => found.RoleName == "order-events-role");
        Assert.Equal(Flat(one), Flat(walked));
        Assert.Contains(server.Calls.Keys, call => call.Operation == "GetAccountAuthorizationDetails");
    }

    [Fact]
    public async Task All_roles_that_Lambda_can_assume_or_a_function_names_are_shown_gone_ones_too()
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        account.Roles["image-resize-us-east-1-role"].AssumeRolePolicyDocument =
            """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}""";
        account.Roles.Remove("image-resize-eu-west-1-role");
        Estate.AddRole(account, "/", "unused");
        Estate.AddRole(account, "/", "of-ec2").AssumeRolePolicyDocument =
            account.Roles["image-resize-us-east-1-role"].AssumeRolePolicyDocument;
        Estate.AddRole(
            account, "/",
            "for-some").AssumeRolePolicyDocument =
                """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":["lambda.amazonaws.com"]},"Action":"sts:*","Condition":{"StringEquals":{"aws:SourceAccount":"123456789012"}}}}""";
        await using var server = await Sandboxes.StartAsync(state);
        var roles = Roles($"Get-LambdaExecutionRole {ModuleSession.At(server)}").ToDictionary(role => role.RoleName);
        Assert.Equal(
            ["aws-lambda-full-access", "for-some", "image-resize-eu-west-1-role", "image-resize-us-east-1-role", "order-events-role",
                "unused"], roles.Keys.Order());
        Assert.Equal(
            (false, "image-resize"),
            (roles["image-resize-eu-west-1-role"].Exists, roles["image-resize-eu-west-1-role"].Functions!.Single().FunctionName));
        Assert.False(roles["image-resize-us-east-1-role"].TrustsLambda);
        Assert.True(roles["for-some"].TrustsLambda);
        Assert.Equal(false, roles["unused"].IsShared);
        var table = _session.Render($"Get-LambdaExecutionRole {ModuleSession.At(server)}");
        Assert.Contains("does not exist", table, StringComparison.Ordinal);
        Assert.Contains("no Lambda trust", table, StringComparison.Ordinal);
        Assert.All(table.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public async Task Roles_are_found_by_function_by_ARN_and_from_the_pipeline()
    {
        await using var server = await Sandboxes.StartAsync();
        var at = ModuleSession.At(server);
        Assert.Equal("order-events-role", Assert.Single(Roles($"Get-LambdaExecutionRole {at} -FunctionName order-intake")).RoleName);
        Assert.Equal(2, Roles($"Get-LambdaExecutionRole {at} -FunctionName image-*").Count);
        Assert.Equal(
            "order-events-role",
            Assert.Single(
                Roles(
                    $"Get-LambdaExecutionRole {at} -SkipFunction -RoleArn arn:aws:iam::123456789012:role/orders/order-events-role")).RoleName);
        Assert.Equal(2, Roles($"Get-SharedLambdaRole {at} | Get-LambdaExecutionRole {at} -SkipFunction").Count);
        Assert.Equal(
            "order-events-role",
            Assert.Single(
                Roles(
                    $"(Get-SharedLambdaRole {at} -FunctionName order-*).Functions | Get-LambdaExecutionRole {at} -SkipFunction")).RoleName);
        Assert.Equal(
            "order-events-role",
            Assert.Single(
                Roles(
                    $"[pscustomobject]@{{ RoleName = 'order-events-role'; Arn = 'arn:aws:iam::123456789012:role/orders/order-events-role' "
                    + $"}} | Get-LambdaExecutionRole {at} -SkipFunction")).RoleName);
        var skipped = Assert.Single(Roles($"'order-events-role' | Get-LambdaExecutionRole {at} -SkipFunction"));
        Assert.Null(skipped.IsShared);
        Assert.Null(skipped.Functions);
    }

    [Fact]
    public async Task Many_roles_are_read_in_one_walk_few_one_by_one()
    {
        await using var server = await Sandboxes.StartAsync(Estate.OfSize(60, 3), quotas: false);
        var names = string.Join(',', server.State.Accounts.Values.Single().Roles.Keys.Take(30).Select(name => $"'{name}'"));
        Assert.Equal(30, Roles($"Get-LambdaExecutionRole {ModuleSession.At(server)} -SkipFunction -RoleName {names}").Count);
        Assert.DoesNotContain(server.Calls.Keys, call => call.Operation == "GetRole");
        Assert.Equal(1, server.Calls[("GetAccountAuthorizationDetails", "us-east-1")]);
    }

    [Fact]
    public async Task What_is_not_known_is_not_said()
    {
        await using var server = await Sandboxes.StartAsync(faults: "deny:ListFunctions@eu-west-1");
        var result =
            _session.Run($"Get-LambdaExecutionRole {ModuleSession.At(server)} -RoleName order-events-role, aws-lambda-full-access");
        Assert.Equal(["AccessDenied"], result.ErrorIds);
        var roles = result.Output.Select(item => (ExecutionRole)item.BaseObject).ToDictionary(role => role.RoleName);
        Assert.Null(roles["order-events-role"].IsShared);
        Assert.True(roles["aws-lambda-full-access"].IsShared);
        Assert.All(roles.Values, role => Assert.Equal((false, "eu-west-1"), (role.IsComplete, role.UnreadRegions.Single())));
        // Within the scope one function uses it, and the role says which regions that holds for.
        var scoped =
            Assert.Single(Roles($"Get-LambdaExecutionRole {ModuleSession.At(server)} -Region us-east-1 -RoleName order-events-role"));
        Assert.False(scoped.IsShared);
        Assert.Equal(["us-east-1"], scoped.CoveredRegions);
    }

    [Theory]
    [InlineData("-RoleName 'bad name'", "InvalidRole", "")]
    [InlineData("-RoleArn arn:aws:s3:::bucket", "InvalidRole", "")]
    [InlineData("-RoleName nobody -SkipFunction", "RoleNotFound", "")]
    [InlineData("-RoleArn arn:aws:iam::123456789012:role/elsewhere/order-events-role -SkipFunction", "RoleNotFound", "")]
    [InlineData("-FunctionName nobody", "FunctionNotFound", "")]
    [InlineData("-RoleName order-events-role -SkipFunction", "AccessDenied", "deny:GetRole")]
    [InlineData("-RoleName order-events-role -SkipFunction", "AccessDenied", "deny:GetPolicy")]
    [InlineData("-SkipFunction", "AccessDenied", "deny:GetAccountAuthorizationDetails")]
    [InlineData("-SkipFunction", "EndpointNotAws", "html:ListRoles")]
    public async Task Bad_input_and_refusals_have_an_id_and_an_advice(string parameters, string errorId, string faults)
    {
        await using var server = await Sandboxes.StartAsync(faults: faults);
        var result = _session.Run($"Get-LambdaExecutionRole {ModuleSession.At(server)} {parameters}");
        Assert.Equal([errorId], result.ErrorIds);
        Assert.All(result.AllErrors, error => Assert.NotEmpty(error.ErrorDetails.RecommendedAction));
        // A policy that cannot be read is missing on its role, which says so.
        if (faults == "deny:GetPolicy")
            Assert.False(Assert.Single(result.Output.Select(item => (ExecutionRole)item.BaseObject)).IsComplete);
    }

    [Fact]
    public async Task An_object_that_names_no_role_is_an_error_and_the_others_go_on()
    {
        await using var server = await Sandboxes.StartAsync();
        var result = _session.Run(
            $"$null, [pscustomobject]@{{ a = 1 }}, 'order-events-role' | Get-LambdaExecutionRole {ModuleSession.At(server)} -SkipFunction");
        Assert.Equal(["InputNull", "ObjectWithoutRole"], result.ErrorIds);
        Assert.Single(result.Output);
        Assert.Empty(_session.Run($"@() | Get-LambdaExecutionRole {ModuleSession.At(server)} -SkipFunction").AssertClean().Output);
    }

    [Fact]
    public async Task Moto_is_read_the_same_one_by_one_and_in_a_walk()
    {
        await using var moto = await MotoServer.StartAsync();
        foreach (var i in Enumerable.Range(0, 3))
        {
            var (code, _, errors) = await Python.CliAsync(
                moto.Url, "iam", "create-role", "--role-name", $"role-{i}", "--path", "/p/", "--assume-role-policy-document",
                RoleState.LambdaTrust, "--description", "d", "--tags", "Key=k,Value=v");
            Assert.True(code == 0, errors);
            await Python.CliAsync(
                moto.Url, "iam", "put-role-policy", "--role-name", $"role-{i}", "--policy-name", "inline", "--policy-document",
                """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}""");
            await Python.CliAsync(
                moto.Url, "iam", "attach-role-policy", "--role-name", $"role-{i}", "--policy-arn",
                "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole");
        }

        var one = Roles($"Get-LambdaExecutionRole {ModuleSession.At(moto.Url)} -SkipFunction -RoleName role-0, role-1, role-2");
        var all = Roles($"Get-LambdaExecutionRole {ModuleSession.At(moto.Url)} -SkipFunction");
        Assert.Equal(3, one.Count);
        Assert.Equal(one.Select(Flat), all.Select(Flat));
        Assert.All(one, role => Assert.Contains("logs:CreateLogGroup", role.AttachedPolicies.Single().Document, StringComparison.Ordinal));
    }

    public void Dispose() => _session.Dispose();

    private IReadOnlyList<ExecutionRole> Roles(string script) =>
        [.. _session.Run(script).AssertClean().Output.Select(item => (ExecutionRole)item.BaseObject)];

    /// <summary>All that a role says, but for the functions.</summary>
    private static string Flat(ExecutionRole role) =>
        System.Text.Json.JsonSerializer.Serialize(role with { Functions = null, IsShared = null });
}
