using System.Collections.Concurrent;

namespace LambdaRoleAudit.Sandbox.State;

/// <summary>An account of one partition: its roles, which are global, and its regions.</summary>
public sealed class AccountState(string accountId, string partition, IEnumerable<string> enabledRegions)
{
    private readonly ConcurrentDictionary<string, RegionState> _regions = new(StringComparer.Ordinal);

    public string AccountId { get; } = accountId;

    public string Partition { get; } = partition;

    /// <summary>The regions that the account has enabled; others refuse its keys.</summary>
    public SortedSet<string> EnabledRegions { get; } = new(enabledRegions, StringComparer.Ordinal);

    /// <summary>Held while anything below changes or is listed.</summary>
    public object Lock { get; } = new();

    /// <summary>By name, "unique within the account" without regard to case (IAM user guide, quotas).</summary>
    public SortedDictionary<string, RoleState> Roles { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The account's own managed policies, by ARN.</summary>
    public SortedDictionary<string, ManagedPolicyState> Policies { get; } = new(StringComparer.Ordinal);

    /// <summary>Queues and streams, by ARN, whose own policy lets one role read them and no other: that role's ARN.</summary>
    public Dictionary<string, string> SourceReaders { get; } = new(StringComparer.Ordinal);

    /// <summary>The account's quota of roles.</summary>
    public int RolesQuota { get; set; } = 1000;

    /// <summary>A managed policy, AWS's or the account's; null where there is none.</summary>
    public ManagedPolicyState? FindPolicy(string arn) => Policies.GetValueOrDefault(arn) ?? ManagedPolicyState.FindAws(arn, Partition);

    public RegionState Region(string region) => _regions.GetOrAdd(region, static name => new RegionState(name));

    public string RoleArn(string path, string name) => $"arn:{Partition}:iam::{AccountId}:role{path}{name}";

    public string FunctionArn(string region, string name) => $"arn:{Partition}:lambda:{region}:{AccountId}:function:{name}";

    /// <summary>The role that an ARN names, path and all; null where there is none.</summary>
    public RoleState? FindRole(string arn) =>
        Roles.TryGetValue(arn[(arn.LastIndexOf('/') + 1)..], out var role) && role.Arn == arn ? role : null;
}
