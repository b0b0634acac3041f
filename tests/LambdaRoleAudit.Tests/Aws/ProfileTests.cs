using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Aws;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Aws;

/// <summary>Profiles: their own calls go where the others go, and one that cannot be used says why.</summary>
[Collection(EnvironmentCollection.Name)]
public sealed class ProfileTests : IDisposable
{
    private static readonly SandboxCredential Key = SandboxCredential.Default;

    private readonly EnvironmentVariables _environment = new(
        ("AWS_ACCESS_KEY_ID", null), ("AWS_SECRET_ACCESS_KEY", null), ("AWS_PROFILE", null), ("AWS_REGION", null),
        ("AWS_MAX_ATTEMPTS", null),
        ("AWS_ENDPOINT_URL", null), ("AWS_ENDPOINT_URL_STS", null), ("AWS_ENDPOINT_URL_LAMBDA", null),
        ("AWS_WEB_IDENTITY_TOKEN_FILE", null), ("AWS_ROLE_ARN", null), ("AWS_ROLE_SESSION_NAME", null), ("AWS_USE_FIPS_ENDPOINT", null));

    private readonly string _token = Path.GetTempFileName();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Keys => $"aws_access_key_id = {Key.AccessKey}\naws_secret_access_key = {Key.SecretKey}\n";

    /// <summary>
    /// A role assumed once, twice, with a token, and by the default profile; the endpoint given, in the profile, and in the
    /// environment.
    /// </summary>
    [Theory]
    [InlineData("once", "role/auditor/")]
    [InlineData("twice", "role/second/")]
    [InlineData("web", "role/pod/")]
    [InlineData("default", "role/auditor/")]
    [InlineData("itself", "role/auditor/")]
    [InlineData("of-itself", "role/auditor/")]
    public async Task The_credentials_own_calls_go_to_the_endpoint(string profile, string identity)
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        Trusting(account, "auditor", Key.UserArn("aws"));
        Trusting(account, "second", "arn:aws:iam::123456789012:root");
        Estate.AddRole(account, "/", "pod").AssumeRolePolicyDocument =
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::123456789012:oidc-provider/example.invalid"},"Action":"sts:AssumeRoleWithWebIdentity"}]}""";
        state.WebIdentities.Add("valid");
        await File.WriteAllTextAsync(_token, "valid", Token);
        await using var server = await Sandboxes.StartAsync(state);
        foreach (var way in new[] { "parameter", "profile", "environment" })
        {
            var endpoint = way == "profile" ? $"endpoint_url = {server.Url}\n" : "";
            Config($"""
                [profile keys]
                {Keys}
                [profile once]
                role_arn = arn:aws:iam::123456789012:role/auditor
                source_profile = keys
                region = us-east-1
                {endpoint}
                [profile twice]
                role_arn = arn:aws:iam::123456789012:role/second
                source_profile = once
                region = us-east-1
                {endpoint}
                [profile web]
                role_arn = arn:aws:iam::123456789012:role/pod
                web_identity_token_file = {_token}
                role_session_name = web
                region = us-east-1
                {endpoint}
                [default]
                role_arn = arn:aws:iam::123456789012:role/auditor
                source_profile = keys
                {endpoint}
                [profile itself]
                {Keys}
                role_arn = arn:aws:iam::123456789012:role/auditor
                source_profile = itself
                {endpoint}
                [profile of-itself]
                role_arn = arn:aws:iam::123456789012:role/auditor
                source_profile = itself
                {endpoint}
                """);
            Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL", way == "environment" ? server.Url.ToString() : null);
            // Anybody who goes elsewhere finds nobody there.
            Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_STS", way == "parameter" ? "http://127.0.0.1:1" : null);
            using var session = await OpenAsync(new()
            {
                ProfileName = profile == "default" ? null : profile, EndpointUrl = way == "parameter" ? server.Url : null
            });
            Assert.Contains($"assumed-{identity}", (await session.GetCallerIdentityAsync(Token)).Arn, StringComparison.Ordinal);
            Assert.Equal($"profile '{profile}'", session.CredentialSource);
        }
    }

    /// <summary>A token of an identity provider that the environment names.</summary>
    [Fact]
    public async Task A_web_identity_of_the_environment_goes_to_the_endpoint_given()
    {
        var state = Estate.Rule();
        Estate.AddRole(state.Accounts.Values.Single(), "/", "pod").AssumeRolePolicyDocument =
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::123456789012:oidc-provider/example.invalid"},"Action":"sts:AssumeRoleWithWebIdentity"}]}""";
        state.WebIdentities.Add("valid");
        await File.WriteAllTextAsync(_token, "valid", Token);
        await using var server = await Sandboxes.StartAsync(state);
        Environment.SetEnvironmentVariable("AWS_WEB_IDENTITY_TOKEN_FILE", _token);
        Environment.SetEnvironmentVariable("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/pod");
        Environment.SetEnvironmentVariable("AWS_ROLE_SESSION_NAME", "web");
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1");
        using var session = await OpenAsync(new() { EndpointUrl = server.Url });
        Assert.Contains("assumed-role/pod/", (await session.GetCallerIdentityAsync(Token)).Arn, StringComparison.Ordinal);
    }

    /// <summary>Each way in which a profile cannot be used: an id of ours, the profile's name, and why.</summary>
    [Theory]
    // Loops.
    [InlineData("[profile p]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = p\n", "ProfileNotUsable", "cyclical")]
    [InlineData(
        "[profile p]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = b\n[profile b]\nrole_arn = "
        + "arn:aws:iam::123456789012:role/y\nsource_profile = p\n", "ProfileNotUsable", "cyclical")]
    [InlineData(
        "[profile p]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = b\n[profile b]\nrole_arn = "
        + "arn:aws:iam::123456789012:role/y\nsource_profile = c\n[profile c]\nrole_arn = "
        + "arn:aws:iam::123456789012:role/z\nsource_profile = b\n", "ProfileNotUsable", "cyclical")]
    // Sources that are not there, or hold nothing.
    [InlineData("[profile p]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = nobody\n", "ProfileNotUsable", "nobody")]
    [InlineData(
        "[profile p]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = empty\n[profile empty]\nregion = us-east-1\n",
        "ProfileNotUsable", "empty")]
    [InlineData("[profile p]\nrole_arn = arn:aws:iam::123456789012:role/x\ncredential_source = Moon\n", "ProfileNotUsable", "Moon")]
    [InlineData(
        "[profile p]\nrole_arn = arn:aws:iam::123456789012:role/x\ncredential_source = EcsContainer\n", "ProfileNotUsable",
        "AWS_CONTAINER_CREDENTIALS")]
    [InlineData("[profile p]\nrole_arn = arn:aws:iam::123456789012:role/x\ncredential_source = Environment\n", "", "AWS_ACCESS_KEY_ID")]
    [InlineData("[profile p]\nrole_arn = arn:aws:iam::123456789012:role/x\n", "ProfileNotUsable", "p")]
    [InlineData("[profile p]\nregion = us-east-1\n", "ProfileNotUsable", "p")]
    [InlineData("[profile p]\naws_access_key_id = AKIAHALF\n", "ProfileNotUsable", "p")]
    [InlineData("", "ProfileNotUsable", "no profile is named 'p'")]
    // Settings that the SDK does not take, which it keeps to itself.
    [InlineData("[profile p]\naws_access_key_id = A\naws_secret_access_key = s\nretry_mode = hopeful\n", "ProfileNotUsable", "a setting")]
    [InlineData("[profile p]\naws_access_key_id = A\naws_secret_access_key = s\nmax_attempts = many\n", "ProfileNotUsable", "a setting")]
    [InlineData(
        "[profile p]\naws_access_key_id = A\naws_secret_access_key = s\nuse_fips_endpoint = perhaps\n", "ProfileNotUsable", "a setting")]
    // MFA, in the profile and in its source.
    [InlineData(
        "[profile p]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = k\nmfa_serial = "
        + "arn:aws:iam::123456789012:mfa/me\n[profile k]\naws_access_key_id = A\naws_secret_access_key = s\n", "ProfileNotUsable", "MFA")]
    [InlineData(
        "[profile p]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = m\n[profile m]\nrole_arn = "
        + "arn:aws:iam::123456789012:role/y\nsource_profile = k\nmfa_serial = arn:aws:iam::123456789012:mfa/me\n[profile "
        + "k]\naws_access_key_id = A\naws_secret_access_key = s\n", "ProfileNotUsable", "arn:aws:iam::123456789012:mfa/me")]
    // Tokens and processes.
    [InlineData(
        "[profile p]\nrole_arn = arn:aws:iam::123456789012:role/x\nweb_identity_token_file = relative/token\n", "ProfileNotUsable",
        "absolute")]
    [InlineData(
        "[profile p]\nrole_arn = arn:aws:iam::123456789012:role/x\nweb_identity_token_file = /tmp/token\nrole_session_name = a b\n",
        "ProfileNotUsable", "a b")]
    [InlineData("[profile p]\ncredential_process = sh -c 'echo no such vault >&2; exit 3'\n", "CredentialsFailed", "no such vault")]
    [InlineData("[profile p]\ncredential_process = echo not-json\n", "CredentialsFailed", "malformed")]
    [InlineData("[profile p]\ncredential_process = /no/such/program\n", "CredentialsFailed", "/no/such/program")]
    [InlineData("[profile p]\ncredential_process = echo '{\"Version\":7}'\n", "CredentialsFailed", "profile 'p'")]
    // Identity Center.
    [InlineData("[profile p]\nsso_session = nowhere\nsso_account_id = 123456789012\nsso_role_name = audit\n", "", "p")]
    [InlineData(
        "[profile p]\nsso_session = half\nsso_account_id = 123456789012\nsso_role_name = audit\n[sso-session half]\nsso_region = "
        + "us-east-1\n", "", "p")]
    [InlineData(
        "[profile p]\nsso_start_url = https://example.invalid/start\nsso_region = us-east-1\nsso_account_id = 123456789012\nsso_role_name "
        + "= audit\n", "CredentialsFailed", "SSO")]
    // Endpoints.
    [InlineData(
        "[profile p]\naws_access_key_id = A\naws_secret_access_key = s\nendpoint_url = 127.0.0.1:18431\n", "InvalidEndpointUrl",
        "127.0.0.1:18431")]
    [InlineData(
        "[profile p]\naws_access_key_id = A\naws_secret_access_key = s\nendpoint_url = ftp://127.0.0.1\n", "InvalidEndpointUrl",
        "ftp://127.0.0.1")]
    [InlineData(
        "[profile p]\naws_access_key_id = A\naws_secret_access_key = s\nservices = mine\n[services mine]\nlambda =\n  endpoint_url = "
        + "nowhere\n", "InvalidEndpointUrl", "nowhere")]
    [InlineData("[profile p]\naws_access_key_id = A\naws_secret_access_key = s\nregion = not a region\n", "ProfileNotUsable", "region")]
    // Files that are none.
    [InlineData("[profile p\naws_access_key_id = A\n", "ProfileNotUsable", "p")]
    [InlineData("\0\u0001\u0002[[[[profile", "ProfileNotUsable", "p")]
    public async Task A_profile_that_cannot_be_used_says_why(string config, string id, string word)
    {
        Config(config);
        var problem = await FailAsync(new() { ProfileName = "p" });
        if (id.Length > 0) Assert.Equal(id, problem.ErrorId);
        else Assert.Contains(problem.ErrorId, new[] { "ProfileNotUsable", "CredentialsFailed" });
        Assert.Contains(word, problem.Message, StringComparison.OrdinalIgnoreCase);
        Assert.NotEmpty(problem.RecommendedAction);
        // By the environment it is the same.
        Environment.SetEnvironmentVariable("AWS_PROFILE", "p");
        Assert.Equal(problem.ErrorId, (await FailAsync(new())).ErrorId);
    }

    /// <summary>As the default profile too: the SDK's chain would go on to the instance's role, and say that nothing was found.</summary>
    [Theory]
    [InlineData("[default]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = nobody\n", "ProfileNotUsable", "nobody")]
    [InlineData("[default]\naws_access_key_id = AKIAHALF\n", "ProfileNotUsable", "default")]
    [InlineData("[default]\ncredential_process = sh -c 'echo no such vault >&2; exit 3'\n", "CredentialsFailed", "no such vault")]
    [InlineData("[default]\nregion = us-east-1\n", "NoCredentials", "")]
    public async Task The_default_profile_says_why_too(string config, string id, string word)
    {
        Config(config);
        var problem = await FailAsync(new());
        Assert.Equal(id, problem.ErrorId);
        Assert.Contains(word, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL", "127.0.0.1:18431")]
    [InlineData("AWS_ENDPOINT_URL", "localhost")]
    [InlineData("AWS_ENDPOINT_URL", "http://")]
    [InlineData("AWS_ENDPOINT_URL_STS", "127.0.0.1:18431")]
    [InlineData("AWS_ENDPOINT_URL_LAMBDA", "file:///etc/passwd")]
    public async Task An_endpoint_of_the_environment_that_is_none_is_an_error_of_ours(string variable, string value)
    {
        Environment.SetEnvironmentVariable(variable, value);
        var problem = await FailAsync(new() { Keys = new AwsKeys("AKIA", "s", null) });
        Assert.Equal(("InvalidEndpointUrl", ProblemKind.InvalidInput), (problem.ErrorId, problem.Kind));
    }

    /// <summary>What STS said, its code and its request: not only that AssumeRole failed.</summary>
    [Fact]
    public async Task AWSs_own_reason_is_told()
    {
        await using var server = await Sandboxes.StartAsync();
        Config(
            $"[profile keys]\n{Keys}[profile p]\nrole_arn = arn:aws:iam::123456789012:role/nobody\nsource_profile = keys\nregion = "
            + "us-east-1\n");
        var problem = await FailAsync(new() { ProfileName = "p", EndpointUrl = server.Url });
        Assert.Equal("CredentialsFailed", problem.ErrorId);
        Assert.Contains(
            "is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/nobody", problem.Message,
            StringComparison.Ordinal);
        Assert.Contains("AccessDenied, HTTP 403, request ", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key.SecretKey, problem.Message, StringComparison.Ordinal);
    }

    /// <summary>The credentials' own calls have the time and the bounds of the others.</summary>
    [Theory]
    [InlineData("drip", "time")]
    [InlineData("gigabyte", "larger than")]
    public async Task A_hostile_STS_ends_in_an_error_of_ours(string kind, string word)
    {
        await using var server = HostileServer.Start(_ =>
            kind == "drip" ? HostileAnswer.Drip() : HostileAnswer.Gigabyte("<AssumeRoleResponse>", "<a/>", isLengthTold: false));
        Config(
            $"[profile keys]\n{Keys}[profile p]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = keys\nregion = us-east-1\n");
        var problem = await FailAsync(new()
        {
            ProfileName = "p", EndpointUrl = server.Url, RequestTimeout = TimeSpan.FromSeconds(kind == "drip" ? 0.5 : 20)
        });
        Assert.Equal("CredentialsFailed", problem.ErrorId);
        if (kind != "drip") Assert.Contains(word, problem.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
        Assert.InRange(server.Sent, 0, 16 << 20);
    }

    public void Dispose()
    {
        _environment.Dispose();
        Config("");
        File.Delete(_token);
    }

    private static void Trusting(AccountState account, string role, string principal) =>
        Estate.AddRole(account, "/", role).AssumeRolePolicyDocument =
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{principal}}"},"Action":"sts:AssumeRole"}]}""";

    private static Task<IAwsSession> OpenAsync(AwsSessionOptions options) => new AwsGateway().OpenAsync(options, Token);

    private static async Task<Problem> FailAsync(AwsSessionOptions options)
    {
        var exception = await Record.ExceptionAsync(async () => (await OpenAsync(options)).Dispose());
        return exception is AwsCallException e ? AwsProblems.Describe(e, "call AWS", options.ProfileName)
            : throw new Xunit.Sdk.XunitException(exception?.ToString() ?? "It was used.");
    }

    private static void Config(string text) => File.WriteAllText(TestEnvironment.AwsConfigFile, text);
}
