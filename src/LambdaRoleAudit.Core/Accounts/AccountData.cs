using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>The data from which an <see cref="Account"/> is created. Each reader adds its part.</summary>
internal sealed record AccountData(FunctionInventory Inventory)
{
    /// <summary>Functions with their settings, without published versions.</summary>
    public IReadOnlyList<FunctionDetail> Details { get; init; } = [];

    /// <summary>The roles that were read.</summary>
    public IReadOnlyList<ExecutionRole> Roles { get; init; } = [];

    /// <summary>The roles that were requested by name but could not be read.</summary>
    public IReadOnlyList<RoleReference> UnreadRoles { get; init; } = [];

    /// <summary>True if all roles of the account are in <see cref="Roles"/>.</summary>
    public bool HasAllRoles { get; init; }

    /// <summary>The reason why not all roles were read, if a reader gave one.</summary>
    public string? WhyNotAllRoles { get; init; }

    /// <summary>The event source mappings, each with its region.</summary>
    public IReadOnlyCollection<(string Region, EventSourceMapping Mapping)> Mappings { get; init; } = [];

    /// <summary>
    /// The reason why the mappings of a region are not known, by region; <see cref="Account.EveryRegion"/> stands for all.
    /// </summary>
    public IReadOnlyDictionary<string, string> MappingsUnread { get; init; } =
        new Dictionary<string, string> { [Account.EveryRegion] = "event source mappings were not read." };

    /// <summary>The functions' resource policies; null if they were not requested.</summary>
    public FunctionPolicies? Policies { get; init; }

    /// <summary>The policies of resources; null if they were not requested.</summary>
    public ResourcePolicyData? ResourcePolicies { get; init; }

    /// <summary>The functions' aliases; null if they were not requested.</summary>
    public FunctionAliases? Aliases { get; init; }

    /// <summary>The number of roles in the account and the quota.</summary>
    public RoleQuota? RoleQuota { get; init; }

    /// <summary>True if the data comes from files only.</summary>
    public bool IsFromFiles { get; init; }

    /// <summary>True if not every enabled region was requested.</summary>
    public bool IsScoped { get; init; }
}
