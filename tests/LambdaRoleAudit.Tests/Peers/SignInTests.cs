using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Peers;

/// <summary>
/// Profiles of <c>aws login</c>: used, renewed, and shared with AWS's own clients. In processes of their own: the SDK looks once
/// for the folder.
/// </summary>
public sealed class SignInTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-login-");
    private readonly SandboxState _state = Estate.Rule();
    private readonly SignInSession _session = new(SandboxCredential.Default.AccountId);

    public SignInTests()
    {
        _state.SignIns[_session.Name] = _session;
        File.WriteAllText(
            Path.Combine(_folder.FullName, "config"), $"[profile login]\nlogin_session = {_session.Name}\nregion = us-east-1\n");
    }

    private string KeptFile =>
        Path.Combine(_folder.FullName, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_session.Name)))}.json");

    [Fact]
    public async Task A_session_that_has_run_out_is_renewed_once_and_kept_where_it_was()
    {
        Keep(TimeSpan.FromMinutes(-1));
        await using var server = await Sandboxes.StartAsync(_state);
        Assert.Equal((0, "2"), await AuditAsync(server));
        Assert.Equal(1, Renewals(server));
        Assert.Equal(
            _session.RefreshToken,
            (string?)JsonNode.Parse(await File.ReadAllTextAsync(KeptFile, TestContext.Current.CancellationToken))!["refreshToken"]);
        if (!OperatingSystem.IsWindows()) Assert.Equal(Private, File.GetUnixFileMode(KeptFile));
        Assert.Equal(2, _folder.GetFiles().Length);

        Assert.Equal((0, "2"), await AuditAsync(server));
        Assert.Equal(1, Renewals(server));
    }

    [Fact]
    public async Task A_profile_in_a_file_elsewhere_is_renewed_too()
    {
        Keep(TimeSpan.FromMinutes(-1));
        var elsewhere = Path.Combine(_folder.CreateSubdirectory("elsewhere").FullName, "profiles");
        await File.WriteAllTextAsync(
            elsewhere, $"[far]\nlogin_session = {_session.Name}\nregion = us-east-1\n", TestContext.Current.CancellationToken);
        await using var server = await Sandboxes.StartAsync(_state);
        Assert.Equal((0, "2"), await AuditAsync(server, $"far -ProfileLocation '{elsewhere}'"));
        Assert.Equal(1, Renewals(server));
    }

    [Fact]
    public async Task Ours_and_botocore_go_on_with_what_the_other_renewed()
    {
        await Python.RequireAsync();
        Keep(TimeSpan.FromMinutes(-1));
        await using var server = await Sandboxes.StartAsync(_state);
        Assert.Equal((0, "2"), await AuditAsync(server));
        await BotocoreAsync();
        Assert.Equal(1, Renewals(server));
        RunOut();
        await BotocoreAsync();
        Assert.Equal(2, Renewals(server));
        Assert.Equal((0, "2"), await AuditAsync(server));
        Assert.Equal(2, Renewals(server));
        RunOut();
        Assert.Equal((0, "2"), await AuditAsync(server));
        Assert.Equal(3, Renewals(server));

        async Task BotocoreAsync()
        {
            var (code, output, errors) =
                await Programs.RunAsync("python3", [Path.Combine(AppContext.BaseDirectory, "Peers", "sign_in.py")], EnvironmentFor(server));
            Assert.True(code == 0, errors);
            Assert.Equal("\"arn:aws:iam::123456789012:user/sandbox\"", output.Trim());
        }
    }

    /// <summary>A profile of IAM Identity Center, after <c>aws sso login</c>.</summary>
    [Theory]
    [InlineData("granted", 0, "2")]
    [InlineData("another", 1, "CredentialsFailed")]
    public async Task A_token_of_Identity_Center_opens_the_role_to_ours_and_to_botocore(string token, int code, string text)
    {
        await Python.RequireAsync();
        _state.PortalTokens["granted"] = (SandboxCredential.Default.AccountId, "audit");
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "config"), """
            [profile login]
            sso_session = corp
            sso_account_id = 123456789012
            sso_role_name = audit
            region = us-east-1
            [sso-session corp]
            sso_start_url = https://example.invalid/start
            sso_region = us-east-1
            sso_registration_scopes = sso:account:access
            """, TestContext.Current.CancellationToken);
        var cache = _folder.CreateSubdirectory(".aws/sso/cache").FullName;
        await File.WriteAllTextAsync(
            Path.Combine(cache, $"{Convert.ToHexStringLower(SHA1.HashData("corp"u8))}.json"),
            $$"""{"startUrl":"https://example.invalid/start","region":"us-east-1","accessToken":"{{token}}","expiresAt":"2099-01-01T00:00:00Z"}""", TestContext.Current.CancellationToken);
        await using var server = await Sandboxes.StartAsync(_state);
        var ours = await AuditAsync(server);
        Assert.Equal(code, ours.Code);
        Assert.StartsWith(text, ours.Text, StringComparison.Ordinal);
        // The endpoint that is given holds for Identity Center too, whatever the environment says.
        var given = await AuditAsync(server, $"login -EndpointUrl {server.Url}", "http://127.0.0.1:1");
        Assert.Equal(code, given.Code);
        Assert.StartsWith(text, given.Text, StringComparison.Ordinal);
        var theirs =
            await Programs.RunAsync("python3", [Path.Combine(AppContext.BaseDirectory, "Peers", "sign_in.py")], EnvironmentFor(server));
        Assert.Equal(code, theirs.ExitCode);
        if (code == 0)
            Assert.Equal("\"arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_audit_0123456789abcdef/sandbox\"", theirs.Output.Trim());
    }

    [Theory]
    [InlineData(true, "The refresh token has expired or was used before.")]
    [InlineData(false, "No valid Login Token could be found.")]
    public async Task What_cannot_be_renewed_asks_for_a_new_log_in_and_shows_no_secret(bool isKept, string why)
    {
        if (isKept) Keep(TimeSpan.FromMinutes(-1));
        _session.IsEnded = true;
        await using var server = await Sandboxes.StartAsync(_state);
        var (code, text) = await AuditAsync(server);
        Assert.Equal(1, code);
        Assert.StartsWith("CredentialsFailed", text, StringComparison.Ordinal);
        Assert.Contains(why, text, StringComparison.Ordinal);
        Assert.Contains("profile 'login'", text, StringComparison.Ordinal);
        Assert.DoesNotContain(_session.RefreshToken, text, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>As a person does who signs in, and comes back later.</summary>
    private void Keep(TimeSpan left)
    {
        var credential = _session.Renew(_state.Now + left);
        _state.Credentials[credential.AccessKey] = credential;
        File.WriteAllText(KeptFile, _session.KeptAs(credential));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(KeptFile, Private);
    }

    /// <summary>Fifteen minutes later.</summary>
    private void RunOut()
    {
        var kept = JsonNode.Parse(File.ReadAllText(KeptFile))!;
        kept["accessToken"]!["expiresAt"] = "2026-01-01T00:00:00Z";
        File.WriteAllText(KeptFile, kept.ToJsonString());
    }

    private async Task<(int Code, string Text)> AuditAsync(SandboxServer server, string profile = "login", string? endpoint = null)
    {
        var environment = EnvironmentFor(server);
        if (endpoint is not null) environment["AWS_ENDPOINT_URL"] = endpoint;
        var (code, output, errors) = await Programs.RunAsync(
            Programs.Dotnet,
            [TestEnvironment.TestHost,
                $"Import-Module '{TestEnvironment.ModuleManifest}'; @(Get-SharedLambdaRole -ProfileName {profile}).Count"], environment);
        return (code, (code == 0 ? output : errors).Trim());
    }

    private static int Renewals(SandboxServer server) =>
        server.Calls.Where(call => call.Key.Operation == "CreateOAuth2Token").Sum(call => call.Value);

    private Dictionary<string, string?> EnvironmentFor(SandboxServer server) => new()
    {
        ["AWS_CONFIG_FILE"] = Path.Combine(_folder.FullName, "config"),
        ["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(_folder.FullName, "none"),
        ["HOME"] = _folder.FullName,
        ["AWS_LOGIN_CACHE_DIRECTORY"] = _folder.FullName,
        ["AWS_ENDPOINT_URL"] = server.Url.ToString().TrimEnd('/'),
        ["AWS_ACCESS_KEY_ID"] = null,
        ["AWS_SECRET_ACCESS_KEY"] = null,
        ["AWS_PROFILE"] = null,
        ["AWS_REGION"] = null,
    };
}
