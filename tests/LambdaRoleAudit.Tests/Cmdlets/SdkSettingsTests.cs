using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>A shell runs for days. A setting of the SDK that changes between two commands applies to the second.</summary>
[Collection(EnvironmentCollection.Name)]
public sealed class SdkSettingsTests
{
    [Theory]
    [InlineData("2")]
    [InlineData("3")]
    public async Task The_number_of_attempts_applies_from_the_next_command(string attempts)
    {
        var credential = SandboxCredential.Default;
        await using var before = await Sandboxes.StartAsync(Estate.Rule());
        using var environment = new EnvironmentVariables(
            ("AWS_MAX_ATTEMPTS", null), ("AWS_ENDPOINT_URL", before.Url.ToString()), ("AWS_ACCESS_KEY_ID", credential.AccessKey),
            ("AWS_SECRET_ACCESS_KEY", credential.SecretKey), ("AWS_REGION", "us-east-1"));
        using var session = new ModuleSession();
        // The SDK is in use from here on.
        session.Run("Get-SharedLambdaRole").AssertClean();

        await using var after = await Sandboxes.StartAsync(Estate.Rule(), "throttle:ListFunctions=1");
        using var changed = new EnvironmentVariables(("AWS_MAX_ATTEMPTS", attempts), ("AWS_ENDPOINT_URL", after.Url.ToString()));
        session.Run("Get-SharedLambdaRole -Region us-east-1");

        var asked = after.Calls.Where(call => call.Key.Operation == "ListFunctions").Sum(call => call.Value);
        Assert.Equal(int.Parse(attempts, System.Globalization.CultureInfo.InvariantCulture), asked);
    }
}
