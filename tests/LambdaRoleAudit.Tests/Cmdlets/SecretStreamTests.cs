using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>No stream shows an access key's id, a secret or a session token, however much is asked for.</summary>
public sealed class SecretStreamTests : IDisposable
{
    private static readonly SandboxCredential Key = new(
        "ASIASECRETSTREAMTEST", "secret/of+the+stream/test0123456789ABCDEF", "token/of+the+stream/test==",
        SandboxCredential.Default.AccountId);

    private readonly ModuleSession _session = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-test-");

    public static TheoryData<string> Commands =>
    [
        "Get-SharedLambdaRole AT", "Get-LambdaExecutionRole AT", "Test-LambdaExecutionRole AT",
        "Compare-LambdaExecutionRole order-events-role aws-lambda-full-access AT", "Get-LambdaRoleRepairPlan AT",
        "New-LambdaExecutionRole -FunctionName cc-s3-logging -Region us-east-1 -Confirm:$false AT",
        "Set-LambdaExecutionRole cc-s3-logging order-events-role -Region us-east-1 -AllowShared -Confirm:$false AT",
        "Repair-LambdaExecutionRole -FunctionName order-intake -Confirm:$false AT", "Repair-LambdaExecutionRole -All -WhatIf AT",
        "Undo-LambdaRoleRepair -FunctionName order-intake -Confirm:$false AT",
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Of_a_command(string command)
    {
        var state = Estate.Rule();
        state.Credentials[Key.AccessKey] = Key;
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        var file = Path.Combine(_folder.FullName, "keys");
        await File.WriteAllTextAsync(
            file,
            $"[p]\naws_access_key_id = {Key.AccessKey}\naws_secret_access_key = {Key.SecretKey}\naws_session_token = {Key.SessionToken}\n",
            TestContext.Current.CancellationToken);
        foreach (var at in new[] { Keys(Key.SecretKey), $"-ProfileName p -ProfileLocation '{file}'" })
        {
            var shown = ShownStreams.Run(
                _session, $"{command.Replace("AT", at, StringComparison.Ordinal)} -EndpointUrl {server.Url} -Verbose -Debug");
            Assert.Contains(shown, line => line.Stream == "verbose" && line.Text.Contains("ok in", StringComparison.Ordinal));
            AssertNone(shown);
        }
    }

    /// <summary>AWS sends back what it signed, the token in it; others quote the key.</summary>
    [Theory]
    [InlineData(
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match. The Canonical String for this request should have "
        + "been\n'POST\n/\n\nhost:iam\nx-amz-security-token:token/of+the+stream/test==\n\nhost'")]
    [InlineData(
        "ServiceException",
        "Credential=ASIASECRETSTREAMTEST/20261125/us-east-1/iam/aws4_request, X-Amz-Security-Token=token/of+the+stream/test==")]
    [InlineData("InvalidInput", "The key ASIASECRETSTREAMTEST may not do that.")]
    public async Task Of_an_error_of_AWS(string code, string message)
    {
        await using var server = await HostileAws.StartAsync(code, message);
        foreach (var command in new[]
        {
            "Get-SharedLambdaRole",
            "Get-LambdaExecutionRole -RoleName r -SkipFunction",
            "New-LambdaExecutionRole -RoleName r -Confirm:$false"
        })
        {
            var shown = ShownStreams.Run(_session, $"{command} {Keys(Key.SecretKey)} -EndpointUrl {server.Url} -Verbose -Debug");
            Assert.Contains(shown, line => line.Stream == "error");
            AssertNone(shown);
        }
    }

    [Fact]
    public async Task Of_keys_that_are_refused()
    {
        var state = Estate.Rule();
        state.Credentials[Key.AccessKey] = Key;
        await using var server = await Sandboxes.StartAsync(state);
        AssertNone(ShownStreams.Run(_session, $"Get-SharedLambdaRole {Keys("wrong")} -EndpointUrl {server.Url} -Verbose -Debug"));
        AssertNone(ShownStreams.Run(
            _session, $"Get-SharedLambdaRole -AccessKey {Key.AccessKey} -EndpointUrl {server.Url} -Verbose -Debug"));
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string Keys(string secret) => $"-AccessKey {Key.AccessKey} -SecretKey '{secret}' -SessionToken '{Key.SessionToken}'";

    private static void AssertNone(IEnumerable<(string Stream, string Text)> shown)
    {
        foreach (var (stream, text) in shown)
        {
            Assert.DoesNotMatch("(AKIA|ASIA)[A-Z0-9]", $"{text}");
            foreach (var secret in new[] { Key.SecretKey, Key.SessionToken! })
                Assert.False(text.Contains(secret, StringComparison.Ordinal), $"{stream}: {text}");
        }
    }
}
