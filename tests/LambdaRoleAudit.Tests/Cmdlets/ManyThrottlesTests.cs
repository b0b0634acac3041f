using LambdaRoleAudit.Model;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>Large accounts meet many throttles, between answers that are errors to the SDK: none is given up for the others.</summary>
[Collection(EnvironmentCollection.Name)]
public sealed class ManyThrottlesTests
{
    [Fact]
    public async Task A_function_without_a_resource_policy_does_not_use_up_the_retries_of_the_next()
    {
        await using var server = await Sandboxes.StartAsync(Estate.OfSize(1000, 3), "throttle:GetPolicy=0.15", quotas: false);
        // So many attempts that none fails by chance: what is looked for is a request that is not tried again at all. The SDK's
        // budget is one of an endpoint, and as a setting of the SDK's own this endpoint is one for all regions.
        var credential = SandboxCredential.Default;
        using var environment = new EnvironmentVariables(
            ("AWS_MAX_ATTEMPTS", "12"), ("AWS_ENDPOINT_URL", server.Url.ToString()), ("AWS_ACCESS_KEY_ID", credential.AccessKey),
            ("AWS_SECRET_ACCESS_KEY", credential.SecretKey), ("AWS_REGION", "us-east-1"));
        using var session = new ModuleSession();
        var findings = session.Run("Test-LambdaExecutionRole -Rule LRA-302")
            .AssertClean().Output.Select(item => (LambdaRoleFinding)item.BaseObject);
        var unread = findings.Where(finding => finding.Status == FindingStatus.Unknown).Select(finding => finding.Evidence).ToList();
        // The whole reasons: what is wrong with one request of a thousand is only in them.
        Assert.True(unread.Count == 0, string.Join('\n', unread));
        var asked = server.Calls.Where(call => call.Key.Operation == "GetPolicy").Sum(call => call.Value);
        Assert.True(asked > 1100, $"{asked} requests are too few throttles to show anything.");
    }
}
