using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

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

    /// <summary>The access key and the name of the last call of IAM or Lambda: what the state's observer sees is its work.</summary>
    public (string AccessKey, string Operation) LastCall { get; set; }

    /// <summary>By name, "unique within the account" without regard to case (IAM user guide, quotas).</summary>
    public SortedDictionary<string, RoleState> Roles { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The roles as they were, for reads that come too early.</summary>
    public RoleHistory RoleHistory { get; } = new();

    /// <summary>The instance profiles that were created, by name.</summary>
    public SortedDictionary<string, InstanceProfileState> InstanceProfiles { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The account's own managed policies, by ARN.</summary>
    public SortedDictionary<string, ManagedPolicyState> Policies { get; } = new(StringComparer.Ordinal);

    /// <summary>Queues and streams, by ARN, whose own policy lets one role read them and no other: that role's ARN.</summary>
    public Dictionary<string, string> SourceReaders { get; } = new(StringComparer.Ordinal);

    /// <summary>The account's quota of roles.</summary>
    public int RolesQuota { get; set; } = 1000;

    /// <summary>A managed policy, AWS's or the account's; null where there is none.</summary>
    public ManagedPolicyState? FindPolicy(string arn) => Policies.GetValueOrDefault(arn) ?? ManagedPolicyState.FindAws(arn, Partition);

    /// <summary>The instance profile of that name; null where there is none.</summary>
    public InstanceProfileState? FindInstanceProfile(string name) =>
        InstanceProfiles.ContainsKey(name) || Roles.Values.Any(role => role.InstanceProfiles.Contains(name))
            ? InstanceProfileOf(name)
            : null;

    /// <summary>The instance profile that a role names, or named once: made up if nobody created it.</summary>
    public InstanceProfileState InstanceProfileOf(string name) => InstanceProfiles.GetValueOrDefault(name) ?? new InstanceProfileState(
        name, "/", $"AIPA{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..16]}",
        new DateTimeOffset(2025, 3, 1, 9, 0, 0, TimeSpan.Zero), new Dictionary<string, string>());

    public RegionState Region(string region) => _regions.GetOrAdd(region, static name => new RegionState(name));

    public string RoleArn(string path, string name) => $"arn:{Partition}:iam::{AccountId}:role{path}{name}";

    public string FunctionArn(string region, string name) => $"arn:{Partition}:lambda:{region}:{AccountId}:function:{name}";

    /// <summary>The role that an ARN names, path and all; null where there is none.</summary>
    public RoleState? FindRole(string arn) =>
        Roles.TryGetValue(arn[(arn.LastIndexOf('/') + 1)..], out var role) && role.Arn == arn ? role : null;
}
