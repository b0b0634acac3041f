using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>What readers put into an <see cref="Account"/>: one after another, each adds its part.</summary>
internal sealed record AccountData(FunctionInventory Inventory)
{
    /// <summary>Functions with their settings, without published versions.</summary>
    public IReadOnlyList<FunctionDetail> Details { get; init; } = [];

    /// <summary>The roles that were read.</summary>
    public IReadOnlyList<ExecutionRole> Roles { get; init; } = [];

    /// <summary>Roles that were asked for by name and could not be read.</summary>
    public IReadOnlyList<RoleReference> UnreadRoles { get; init; } = [];

    /// <summary>All roles of the account are in <see cref="Roles"/>.</summary>
    public bool HasAllRoles { get; init; }

    /// <summary>Why not all roles were read, if a reader said so.</summary>
    public string? WhyNotAllRoles { get; init; }

    /// <summary>Event source mappings, with the region that each is in.</summary>
    public IReadOnlyCollection<(string Region, EventSourceMapping Mapping)> Mappings { get; init; } = [];

    /// <summary>Why the mappings of a region are not known, by region; <see cref="Account.EveryRegion"/> stands for all.</summary>
    public IReadOnlyDictionary<string, string> MappingsUnread { get; init; } =
        new Dictionary<string, string> { [Account.EveryRegion] = "event source mappings were not read." };

    /// <summary>The functions' resource policies; null if they were not asked for.</summary>
    public FunctionPolicies? Policies { get; init; }

    /// <summary>How many roles the account has and may have.</summary>
    public RoleQuota? RoleQuota { get; init; }

    /// <summary>The files that it comes from are all that is known.</summary>
    public bool IsFromFiles { get; init; }

    /// <summary>Not every enabled region was asked for.</summary>
    public bool IsScoped { get; init; }
}
