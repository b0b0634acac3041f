using LambdaRoleAudit.Sandbox.Faults;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>Starts Sandboxes.</summary>
public static class Sandboxes
{
    public static Task<SandboxServer> StartAsync(
        SandboxState? state = null, string? faults = null, int seed = 1, int latency = 0, bool quotas = true,
        TimeSpan iamStaleness = default) =>
        SandboxServer.StartAsync(state ?? Estate.Rule(), new SandboxOptions
        {
            Faults = FaultRule.ParseAll(faults),
            Seed = seed,
            Latency = TimeSpan.FromMilliseconds(latency),
            EnforceQuotas = quotas,
            IamStaleness = iamStaleness,
        });

    /// <summary>Somebody else's key to the same account: another pipeline's, or an attacker's.</summary>
    public static SandboxCredential AddActor(SandboxState state)
    {
        var name = FormattableString.Invariant($"AKIASANDBOXOTHER{state.Credentials.Count:0000}");
        var key = new SandboxCredential(name, "another/secret/of/no/worth/anywhere00000", null, SandboxCredential.Default.AccountId);
        state.Credentials[key.AccessKey] = key;
        return key;
    }
}
