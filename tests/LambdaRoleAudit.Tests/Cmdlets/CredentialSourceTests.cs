using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>
/// Where no person logs in: a container, an instance, a token of an identity provider. In processes of their own, with nothing but
/// the environment.
/// </summary>
public sealed class CredentialSourceTests
{
    private static readonly SandboxCredential Machine =
        SandboxCredential.Default with { AccessKey = "ASIASANDBOXMACHINE00", SessionToken = "session-of-the-machine" };

    [Theory]
    [InlineData("container")]
    [InlineData("instance")]
    public async Task A_machine_in_AWS_is_its_role(string where)
    {
        var state = Estate.Rule();
        state.Credentials[Machine.AccessKey] = Machine;
        await using var metadata = await MetadataServer.StartAsync(Machine);
        var settings = where == "container"
            ? new Dictionary<string, string?>
            {
                ["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = $"{metadata.Url}/container",
                ["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = MetadataServer.ContainerToken
            }
            : new Dictionary<string, string?>
            {
                ["AWS_EC2_METADATA_DISABLED"] = null, ["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = metadata.Url
            };
        Assert.Equal((0, "2"), await AuditAsync(state, settings));
    }

    [Fact]
    public async Task A_container_that_is_refused_is_an_error()
    {
        await using var metadata = await MetadataServer.StartAsync(Machine);
        var (code, text) = await AuditAsync(Estate.Rule(), new()
        {
            ["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = $"{metadata.Url}/container",
            ["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "another",
        });
        Assert.Equal(1, code);
        Assert.StartsWith("CredentialsFailed", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("valid", 0, "2")]
    [InlineData("forged", 1, "CredentialsFailed")]
    public async Task A_token_of_an_identity_provider_opens_the_role_that_trusts_it(string token, int code, string text)
    {
        var state = Estate.Rule();
        state.WebIdentities.Add("valid");
        var role = Estate.AddRole(state.Accounts.Values.Single(), "/", "pod");
        role.AssumeRolePolicyDocument =
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::123456789012:oidc-provider/example.invalid"},"Action":"sts:AssumeRoleWithWebIdentity"}]}""";
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, token, TestContext.Current.CancellationToken);
        var found = await AuditAsync(
            state, new() { ["AWS_ROLE_ARN"] = role.Arn, ["AWS_ROLE_SESSION_NAME"] = "audit", ["AWS_WEB_IDENTITY_TOKEN_FILE"] = file });
        File.Delete(file);
        Assert.Equal(code, found.Code);
        Assert.StartsWith(text, found.Text, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Text)> AuditAsync(SandboxState state, Dictionary<string, string?> settings)
    {
        await using var server = await Sandboxes.StartAsync(state);
        settings["AWS_ENDPOINT_URL"] = server.Url.ToString().TrimEnd('/');
        settings["AWS_REGION"] = "us-east-1";
        var (code, output, errors) = await Programs.RunAsync(
            Programs.Dotnet, [TestEnvironment.TestHost, $"Import-Module '{TestEnvironment.ModuleManifest}'; @(Get-SharedLambdaRole).Count"],
            settings);
        return (code, (code == 0 ? output : errors).Trim());
    }
}
