using LambdaRoleAudit.Aws;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Aws;

/// <summary>Which credentials, region and endpoint are found, in AWS Tools' order.</summary>
[Collection(EnvironmentCollection.Name)]
public sealed class SessionSearchTests : IDisposable
{
    private readonly EnvironmentVariables _environment;

    public SessionSearchTests() => _environment = new EnvironmentVariables(
        ("AWS_ACCESS_KEY_ID", null), ("AWS_SECRET_ACCESS_KEY", null), ("AWS_PROFILE", null), ("AWS_REGION", null),
        ("AWS_ENDPOINT_URL", null), ("AWS_ENDPOINT_URL_STS", null), ("AWS_ENDPOINT_URL_LAMBDA", null));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_go_before_a_profile_and_a_profile_before_the_environment()
    {
        Config("[profile p]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = s\nregion = eu-west-3\n");
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "s");
        Assert.Equal(
            "the specified access key", await SourceAsync(new() { Keys = new AwsKeys("AKIAKEYS", "s", null), ProfileName = "p" }));
        Assert.Equal("profile 'p'", await SourceAsync(new() { ProfileName = "p" }));
        Assert.Equal("environment variables", await SourceAsync(new()));
    }

    [Fact]
    public async Task An_unknown_profile_is_an_error_and_never_another_account()
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "s");
        Assert.Equal(
            AwsErrorKind.BadProfile,
            (await Assert.ThrowsAsync<AwsCallException>(() => SourceAsync(new() { ProfileName = "nobody" }))).Kind);
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", null);
        Environment.SetEnvironmentVariable("AWS_PROFILE", "nobody");
        Assert.Equal(AwsErrorKind.BadProfile, (await Assert.ThrowsAsync<AwsCallException>(() => SourceAsync(new()))).Kind);
    }

    [Fact]
    public async Task A_profile_in_a_file_elsewhere_is_found()
    {
        var elsewhere = Path.GetTempFileName();
        await File.WriteAllTextAsync(elsewhere, "[far]\naws_access_key_id = AKIAFAR\naws_secret_access_key = s\n", Token);
        Assert.Equal("profile 'far'", await SourceAsync(new() { ProfileName = "far", ProfileLocation = elsewhere }));
        await Assert.ThrowsAsync<AwsCallException>(() => SourceAsync(new() { ProfileName = "far" }));
        File.Delete(elsewhere);
    }

    [Fact]
    public async Task A_profile_that_asks_a_process_works_and_one_that_cannot_says_why()
    {
        Config("""
            [profile good]
            credential_process = echo '{"Version":1,"AccessKeyId":"AKIAPROCESS","SecretAccessKey":"s"}'
            [profile bad]
            credential_process = false
            """);
        Assert.Equal("profile 'good'", await SourceAsync(new() { ProfileName = "good" }));
        Assert.Equal(
            AwsErrorKind.CredentialsFailed,
            (await Assert.ThrowsAsync<AwsCallException>(() => SourceAsync(new() { ProfileName = "bad" }))).Kind);
    }

    [Fact]
    public async Task A_profile_that_assumes_a_role_and_one_of_SSO_are_understood()
    {
        // Without a log-in both fail, and in words that say what they lack: the SDK's own STS and SSO clients were loaded.
        Config("""
            [profile base]
            aws_access_key_id = AKIABASE
            aws_secret_access_key = s
            [profile role]
            role_arn = arn:aws:iam::123456789012:role/audit
            source_profile = base
            region = us-east-1
            [profile sso]
            sso_session = corp
            sso_account_id = 123456789012
            sso_role_name = audit
            region = us-east-1
            [sso-session corp]
            sso_start_url = https://example.invalid/start
            sso_region = us-east-1
            sso_registration_scopes = sso:account:access
            """);
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1");
        var role = await Assert.ThrowsAsync<AwsCallException>(() => SourceAsync(new() { ProfileName = "role" }));
        Assert.Equal(AwsErrorKind.CredentialsFailed, role.Kind);
        Assert.Contains("arn:aws:iam::123456789012:role/audit", role.Message, StringComparison.Ordinal);
        var sso = await Assert.ThrowsAsync<AwsCallException>(() => SourceAsync(new() { ProfileName = "sso" }));
        Assert.Equal(AwsErrorKind.CredentialsFailed, sso.Kind);
        Assert.Contains("SSO", sso.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("could not be found", sso.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eu-north-1", "us-west-2", "eu-north-1", "aws")]
    [InlineData(null, "us-west-2", "eu-west-3", "aws")]
    [InlineData("cn-north-1", null, "cn-north-1", "aws-cn")]
    public async Task The_region_is_found(string? given, string? environment, string home, string partition)
    {
        Config("[profile p]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = s\nregion = eu-west-3\n");
        Environment.SetEnvironmentVariable("AWS_REGION", environment);
        using var session = await OpenAsync(new() { ProfileName = "p", HomeRegion = given });
        Assert.Equal((home, partition), (session.HomeRegion, session.Partition));
    }

    [Fact]
    public async Task The_environment_gives_the_region_where_the_profile_has_none_and_us_east_1_is_last()
    {
        var keys = new AwsSessionOptions { Keys = new AwsKeys("AKIA", "s", null) };
        Environment.SetEnvironmentVariable("AWS_REGION", "us-west-2");
        using (var session = await OpenAsync(keys)) Assert.Equal("us-west-2", session.HomeRegion);
        Environment.SetEnvironmentVariable("AWS_REGION", null);
        using (var session = await OpenAsync(keys)) Assert.Equal("us-east-1", session.HomeRegion);
    }

    [Fact]
    public async Task Regions_of_another_partition_take_the_session_there()
    {
        using var session =
            await OpenAsync(new() { Keys = new AwsKeys("AKIA", "s", null), WantsRegion = region => region == "cn-northwest-1" });
        Assert.Equal(("aws-cn", "cn-north-1"), (session.Partition, session.HomeRegion));
    }

    [Fact]
    public async Task The_endpoint_is_the_callers_then_the_environments_then_the_profiles()
    {
        await using var server = await Sandboxes.StartAsync();
        var key = SandboxCredential.Default;
        Config(
            $"[profile p]\naws_access_key_id = {key.AccessKey}\naws_secret_access_key = {key.SecretKey}\nregion = us-east-1\nendpoint_url "
            + $"= {server.Url}\n");
        await VerifyAsync(new() { ProfileName = "p" });
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_STS", server.Url.ToString());
        await VerifyAsync(new() { ProfileName = "p" });
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1");
        await VerifyAsync(new() { ProfileName = "p", EndpointUrl = server.Url });
        await Assert.ThrowsAsync<AwsCallException>(() => VerifyAsync(new() { ProfileName = "p" }));
    }

    public void Dispose()
    {
        _environment.Dispose();
        Config("");
    }

    private static async Task VerifyAsync(AwsSessionOptions options)
    {
        using var session = await OpenAsync(options);
        Assert.Equal("123456789012", (await session.GetCallerIdentityAsync(Token)).AccountId);
    }

    private static Task<IAwsSession> OpenAsync(AwsSessionOptions options) => new AwsGateway().OpenAsync(options, Token);

    private static async Task<string> SourceAsync(AwsSessionOptions options)
    {
        using var session = await OpenAsync(options);
        return session.CredentialSource;
    }

    private static void Config(string text) => File.WriteAllText(TestEnvironment.AwsConfigFile, text);
}
