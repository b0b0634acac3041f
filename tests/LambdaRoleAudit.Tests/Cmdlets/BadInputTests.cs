using System.Management.Automation;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>Bad input, each with its id, an action to take, and nothing lost.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string Good =
        """{"Functions":[{"FunctionName":"f1","Role":"arn:aws:iam::123456789012:role/r","Region":"us-east-1"},{"FunctionName":"f2","Role":"arn:aws:iam::123456789012:role/r","Region":"us-east-1"}]}""";

    private readonly ModuleSession _session = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-test-");

    /// <summary>About the caller or the endpoint: one terminating error.</summary>
    [Theory]
    [InlineData("no credentials", "Get-SharedLambdaRole", "NoCredentials", ErrorCategory.AuthenticationError)]
    [InlineData("unknown profile", "Get-SharedLambdaRole -ProfileName nobody", "ProfileNotUsable", ErrorCategory.AuthenticationError)]
    [InlineData(
        "unknown profile beside good keys in the session", "$StoredAWSCredentials = 1; Get-SharedLambdaRole -ProfileName nobody",
        "ProfileNotUsable", ErrorCategory.AuthenticationError)]
    [InlineData(
        "wrong secret", "Get-SharedLambdaRole -EndpointUrl {url} -AccessKey {key} -SecretKey wrong", "WrongSecretKey",
        ErrorCategory.AuthenticationError)]
    [InlineData(
        "unknown key", "Get-SharedLambdaRole -EndpointUrl {url} -AccessKey AKIANOBODY -SecretKey wrong", "InvalidAccessKey",
        ErrorCategory.AuthenticationError)]
    [InlineData("half the keys", "Get-SharedLambdaRole -EndpointUrl {url} -AccessKey {key}", "IncompleteKeys", ErrorCategory.InvalidData)]
    [InlineData(
        "not credentials", "Get-SharedLambdaRole -EndpointUrl {url} -Credential 'text'", "InvalidCredentialObject",
        ErrorCategory.InvalidData)]
    [InlineData("not an address", "Get-SharedLambdaRole -EndpointUrl nowhere", "InvalidEndpointUrl", ErrorCategory.InvalidData)]
    [InlineData("expired token", "Get-SharedLambdaRole {at}", "ExpiredToken", ErrorCategory.AuthenticationError, "expired")]
    public async Task Nothing_can_be_read(string what, string script, string errorId, ErrorCategory category, string? faults = null)
    {
        await using var server = await Sandboxes.StartAsync(faults: faults);
        // Rethrown, so that only an error that ended the command counts.
        var result = _session.Run($"try {{ {Fill(script, server.Url)} }} catch {{ throw }}");
        Assert.NotNull(result.Terminating);
        Assert.Equal([errorId], result.ErrorIds);
        Assert.Equal(category, result.Terminating.CategoryInfo.Category);
        AssertActionable(result, what);
        Assert.Empty(result.Output);
    }

    /// <summary>About one region: an error of its own, and what the others hold says that it is not the whole.</summary>
    [Theory]
    [InlineData("disabled region", "-Region us-east-1, me-south-1", "RegionNotEnabled", "me-south-1")]
    [InlineData("denied region", "-Region us-east-1, eu-west-1", "AccessDenied", "eu-west-1", "deny@eu-west-1")]
    [InlineData("a region that answers HTML", "-Region us-east-1, eu-west-1", "EndpointNotAws", "eu-west-1", "html@eu-west-1")]
    [InlineData("a region that hangs", "-Region us-east-1, eu-west-1 -TimeoutSec 1", "EndpointTimedOut", "eu-west-1", "hang@eu-west-1")]
    [InlineData("a token that one region calls expired", "-Region us-east-1, eu-west-1", "ExpiredToken", "eu-west-1", "expired@eu-west-1")]
    public async Task One_region_cannot_be_read(string what, string parameters, string errorId, string region, string? faults = null)
    {
        await using var server = await Sandboxes.StartAsync(faults: faults);
        var result = _session.Run(Fill($"Get-SharedLambdaRole {{at}} {parameters}", server.Url));
        Assert.Null(result.Terminating);
        Assert.Equal([errorId], result.ErrorIds);
        AssertActionable(result, what);
        var role = Assert.Single(result.Roles);
        Assert.False(role.IsComplete);
        Assert.Equal([region], role.UnreadRegions);
        Assert.Contains(region, Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    /// <summary>A typo in the scope is an error before anything is done.</summary>
    [Theory]
    [InlineData("mars-north-1", "UnknownRegion")]
    [InlineData("mars-*", "NoRegionMatches")]
    [InlineData("cn-north-1", "UnknownRegion")]
    public async Task A_region_that_does_not_exist_ends_the_command(string region, string errorId)
    {
        await using var server = await Sandboxes.StartAsync();
        foreach (var command in new[]
        {
            "Get-SharedLambdaRole",
            "Get-LambdaExecutionRole",
            "Test-LambdaExecutionRole",
            "Get-LambdaRoleRepairPlan",
            "Repair-LambdaExecutionRole -All -Confirm:$false",
            "Get-LambdaRoleRepair",
            "Undo-LambdaRoleRepair -All -Confirm:$false",
            "New-LambdaExecutionRole x",
            "New-LambdaExecutionRole -FunctionName order-intake",
            "Set-LambdaExecutionRole order-intake order-events-role",
            "Compare-LambdaExecutionRole order-events-role aws-lambda-full-access"
        })
        {
            var result = _session.Run(Fill($"{command} {{at}} -Region us-east-1, {region}", server.Url));
            Assert.Equal([errorId], result.ErrorIds);
            Assert.Contains(region, result.AllErrors.Single().ToString(), StringComparison.Ordinal);
            Assert.Empty(result.Output);
        }

        Assert.DoesNotContain(
            server.Calls.Keys,
            call =>
                call.Operation.StartsWith("List", StringComparison.Ordinal)
                    && call.Operation.Contains("Function", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1", "EndpointUnreachable")]
    public void Nobody_is_at_the_endpoint(string url, string errorId)
    {
        var result = _session.Run(Fill("Get-SharedLambdaRole {at} -Region us-east-1", new Uri(url)));
        Assert.Equal([errorId], result.ErrorIds);
        AssertActionable(result, "endpoint refused");
        Assert.NotEmpty(result.Warnings);
    }

    /// <summary>The SDK corrects a clock that is off by AWS's own; only where no answer tells AWS's time it cannot.</summary>
    [Fact]
    public async Task A_clock_that_is_off_is_corrected()
    {
        var state = Estate.Rule();
        state.ClockOffset = TimeSpan.FromMinutes(30);
        // Not stopped: the SDK keeps the correction for the endpoint, and no other Sandbox may get its port.
        var server = await Sandboxes.StartAsync(state);
        Assert.Equal(2, _session.Run(Fill("Get-SharedLambdaRole {at}", server.Url)).AssertClean().Roles.Count);
    }

    /// <summary>About one file or object: an error each, and the good ones count.</summary>
    [Theory]
    [InlineData("missing file", "Get-SharedLambdaRole -Path good.json, missing.json", "FileNotFound")]
    [InlineData("missing file by its exact name", "Get-SharedLambdaRole -LiteralPath good.json, missing.json", "FileNotFound")]
    [InlineData("missing drive", "Get-SharedLambdaRole -Path good.json, nodrive:/x.json", "FileNotFound")]
    [InlineData("a pattern that matches nothing", "Get-SharedLambdaRole -Path good.json, nothing-*.json", "NoFileMatches")]
    [InlineData("a folder", "Get-SharedLambdaRole -Path good.json, folder", "PathNotAFile")]
    [InlineData("no file system", "Get-SharedLambdaRole -Path good.json, env:PATH", "PathNotAFile")]
    [InlineData("empty file", "Get-SharedLambdaRole -Path good.json, empty.json", "FileEmpty")]
    [InlineData("truncated file", "Get-SharedLambdaRole -Path good.json, truncated.json", "FileInvalidJson")]
    [InlineData("not JSON", "Get-SharedLambdaRole -Path good.json, page.html", "FileNotRecognized")]
    [InlineData("binary", "Get-SharedLambdaRole -Path good.json, binary.bin", "FileNotRecognized")]
    [InlineData("a broken gzip", "Get-SharedLambdaRole -Path good.json, broken.gz", "FileUnreadable")]
    [InlineData("no functions", "Get-SharedLambdaRole -Path good.json, roles.json", "FileHasNoFunctions")]
    [InlineData("object without Role", "@($good; [pscustomobject]@{FunctionName='x'}) | Get-SharedLambdaRole", "FunctionWithoutRole")]
    [InlineData("null", "@($good; $null) | Get-SharedLambdaRole", "InputNull")]
    [InlineData("text", "@($good; 'f1') | Get-SharedLambdaRole", "InputNotAFunction")]
    [InlineData("malformed role ARN", "@($good; [pscustomobject]@{FunctionName='x';Role='r'}) | Get-SharedLambdaRole", "InvalidRoleArn")]
    [InlineData(
        "malformed function ARN",
        "@($good; [pscustomobject]@{FunctionArn='arn:aws:lambda:x:function:y';Role='arn:aws:iam::123456789012:role/r'}) | "
        + "Get-SharedLambdaRole", "InvalidFunctionArn")]
    public void One_source_cannot_be_read(string what, string script, string errorId)
    {
        File.WriteAllText(At("good.json"), Good);
        File.WriteAllText(At("empty.json"), "");
        File.WriteAllText(At("truncated.json"), """{"Functions":[{"FunctionName":"x","Ro""");
        File.WriteAllText(At("page.html"), "<html>sign in</html>");
        File.WriteAllBytes(At("binary.bin"), [1, 2, 3, 0, 255]);
        File.WriteAllBytes(At("broken.gz"), [0x1F, 0x8B, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        File.WriteAllText(At("roles.json"), """{"Roles":[]}""");
        Directory.CreateDirectory(At("folder"));
        _session.SetLocation(_folder.FullName);
        _session.SetVariable("good", new object[] { Functions.On("r", "f1"), Functions.On("r", "f2") });

        var result = _session.Run(script);
        Assert.Null(result.Terminating);
        Assert.Equal([errorId], result.ErrorIds);
        AssertActionable(result, what);
        var role = Assert.Single(result.Roles);
        Assert.Equal(2, role.FunctionCount);
        Assert.False(role.IsComplete);
        Assert.Single(result.Warnings);
    }

    [Theory]
    [InlineData("Get-SharedLambdaRole -MinimumFunctionCount 1", "ParameterArgumentValidationError")]
    [InlineData("Get-SharedLambdaRole -Region ''", "ParameterArgumentValidationError")]
    [InlineData("Get-SharedLambdaRole -TimeoutSec 0", "ParameterArgumentValidationError")]
    [InlineData("Get-SharedLambdaRole -Path x -LiteralPath y", "AmbiguousParameterSet")]
    [InlineData("Get-SharedLambdaRole -Path x -IncludeVersion", "AmbiguousParameterSet")]
    [InlineData("Repair-LambdaExecutionRole -All -FunctionName x", "AmbiguousParameterSet")]
    [InlineData("Repair-LambdaExecutionRole -All -PlanPath x", "AmbiguousParameterSet")]
    [InlineData("Repair-LambdaExecutionRole -PlanPath x -Strategy Copy", "AmbiguousParameterSet")]
    [InlineData("Undo-LambdaRoleRepair -All -RepairId x", "AmbiguousParameterSet")]
    public void PowerShell_itself_refuses_what_makes_no_sense(string script, string errorId) =>
        Assert.Equal([errorId], _session.Run(script).ErrorIds);

    [Fact]
    public async Task Error_action_stop_ends_at_the_first_error()
    {
        await using var server = await Sandboxes.StartAsync(faults: "deny@eu-west-1");
        var result = _session.Run(Fill("Get-SharedLambdaRole {at} -ErrorAction Stop", server.Url));
        Assert.Equal("AccessDenied", result.Terminating!.FullyQualifiedErrorId.Split(',')[0]);
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Delete(recursive: true);
    }

    private static void AssertActionable(RunResult result, string what)
    {
        var error = Assert.Single(result.AllErrors);
        Assert.False(string.IsNullOrWhiteSpace(error.ErrorDetails.RecommendedAction), what);
        Assert.True(error.ErrorDetails.Message.Length > 20, what);
        Assert.DoesNotContain("   at ", error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", error.ErrorDetails.Message.Replace("DeniedException", "", StringComparison.Ordinal)
            .Replace("TokenException", "", StringComparison.Ordinal).Replace("ClientException", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
        Assert.EndsWith(",LambdaRoleAudit.GetSharedLambdaRoleCommand", error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    private static string Fill(string script, Uri url) => script
        .Replace("{at}", ModuleSession.At(url), StringComparison.Ordinal)
        .Replace("{url}", url.ToString(), StringComparison.Ordinal)
        .Replace("{key}", SandboxCredential.Default.AccessKey, StringComparison.Ordinal);

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
