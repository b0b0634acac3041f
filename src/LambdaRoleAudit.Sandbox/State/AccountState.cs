using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace LambdaRoleAudit.Sandbox.State;

/// <summary>An account in one partition: its roles, which are global, and its regions.</summary>
public sealed class AccountState(string accountId, string partition, IEnumerable<string> enabledRegions)
{
    private readonly ConcurrentDictionary<string, RegionState> _regions = new(StringComparer.Ordinal);

    public string AccountId { get; } = accountId;

    public string Partition { get; } = partition;

    /// <summary>The regions that are enabled for the account. Other regions reject its keys.</summary>
    public SortedSet<string> EnabledRegions { get; } = new(enabledRegions, StringComparer.Ordinal);

    /// <summary>Locked while any of the following state is changed or listed.</summary>
    public object Lock { get; } = new();

    /// <summary>The access key and the operation of the last IAM or Lambda call, which caused what the state's observer sees.</summary>
    public (string AccessKey, string Operation) LastCall { get; set; }

    /// <summary>Roles by name, "unique within the account" without regard to case (IAM user guide, quotas).</summary>
    public SortedDictionary<string, RoleState> Roles { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Previous states of the roles, for reads that come too early.</summary>
    public EntityHistory<RoleState> RoleHistory { get; } = new(role => role.Copy(), role => role.RoleName);

    /// <summary>Previous states of the account's own managed policies.</summary>
    public EntityHistory<ManagedPolicyState> PolicyHistory { get; } = new(policy => policy.Copy(), policy => policy.Arn(partition));

    /// <summary>The instance profiles that were created, by name.</summary>
    public SortedDictionary<string, InstanceProfileState> InstanceProfiles { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The account's own managed policies, by ARN.</summary>
    public SortedDictionary<string, ManagedPolicyState> Policies { get; } = new(StringComparer.Ordinal);

    /// <summary>The queues and streams, by ARN, whose own policy allows only one role to read them, with that role's ARN.</summary>
    public Dictionary<string, string> SourceReaders { get; } = new(StringComparer.Ordinal);

    /// <summary>The trails that the account sees, with those of its organization.</summary>
    public List<TrailState> Trails { get; } = [];

    /// <summary>Athena's queries and tables.</summary>
    public AthenaState Athena { get; } = new();

    /// <summary>When roles last used services, by the role's ARN.</summary>
    public Dictionary<string, IReadOnlyList<ServiceLastAccessed>> LastAccessed { get; } = new(StringComparer.Ordinal);

    /// <summary>The jobs that report the last use of services, by id.</summary>
    public Dictionary<string, LastAccessedJob> LastAccessedJobs { get; } = new(StringComparer.Ordinal);

    /// <summary>The number of requests for a job's result that return IN_PROGRESS.</summary>
    public int LastAccessedPolls { get; set; } = 1;

    /// <summary>The account's role quota.</summary>
    public int RolesQuota { get; set; } = 1000;

    /// <summary>The account's quota of customer managed policies (IAM user guide, quotas).</summary>
    public int PoliciesQuota { get; set; } = 1500;

    /// <summary>Returns a managed policy of AWS or the account; null if there is none.</summary>
    public ManagedPolicyState? FindPolicy(string arn) => Policies.GetValueOrDefault(arn) ?? ManagedPolicyState.FindAws(arn, Partition);

    /// <summary>Returns the instance profile with the given name; null if there is none.</summary>
    public InstanceProfileState? FindInstanceProfile(string name) =>
        InstanceProfiles.ContainsKey(name) || Roles.Values.Any(role => role.InstanceProfiles.Contains(name))
            ? InstanceProfileOf(name)
            : null;

    /// <summary>Returns the instance profile that a role names, or named before. If nobody created it, it is made up.</summary>
    public InstanceProfileState InstanceProfileOf(string name) => InstanceProfiles.GetValueOrDefault(name) ?? new InstanceProfileState(
        name, "/", $"AIPA{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..16]}",
        new DateTimeOffset(2025, 3, 1, 9, 0, 0, TimeSpan.Zero), new Dictionary<string, string>());

    public RegionState Region(string region) => _regions.GetOrAdd(region, static name => new RegionState(name));

    public string RoleArn(string path, string name) => $"arn:{Partition}:iam::{AccountId}:role{path}{name}";

    public string PolicyArn(string path, string name) => $"arn:{Partition}:iam::{AccountId}:policy{path}{name}";

    public string FunctionArn(string region, string name) => $"arn:{Partition}:lambda:{region}:{AccountId}:function:{name}";

    /// <summary>Returns the role with the given ARN, including its path; null if there is none.</summary>
    public RoleState? FindRole(string arn) =>
        Roles.TryGetValue(arn[(arn.LastIndexOf('/') + 1)..], out var role) && role.Arn == arn ? role : null;
}
