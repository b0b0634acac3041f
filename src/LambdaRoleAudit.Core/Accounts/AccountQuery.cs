using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>What is to be read of an account: what a consumer does not need is not read.</summary>
public sealed record AccountQuery
{
    /// <summary>The regions whose functions are read.</summary>
    public RegionSelection Regions { get; init; } = RegionSelection.All;

    /// <summary>
    /// The regions that the caller asked for, if more are read for safety: a failure in another region is not told, but is in the
    /// account. None is told if it is null.
    /// </summary>
    public RegionSelection? Scope { get; init; } = RegionSelection.All;

    /// <summary>Do not read functions at all.</summary>
    public bool SkipFunctions { get; init; }

    /// <summary>Published versions too: each has the role that its function had when it was published.</summary>
    public bool IncludeVersions { get; init; } = true;

    /// <summary>The functions' settings, as ListFunctions tells them.</summary>
    public bool IncludeSettings { get; init; }

    /// <summary>The roles.</summary>
    public RoleReading Roles { get; init; }

    /// <summary>For <see cref="RoleReading.Chosen"/>: which, once the functions are known.</summary>
    public Func<Account, IReadOnlyCollection<RoleReference>>? ChooseRoles { get; init; }

    /// <summary>The event source mappings of every region that functions are in.</summary>
    public bool IncludeMappings { get; init; }

    /// <summary>How many roles there are and may be.</summary>
    public bool IncludeRoleQuota { get; init; }

    /// <summary>
    /// Functions that are asked for one by one, once functions and roles are known: GetFunction, which alone tells state and tags.
    /// Null for none.
    /// </summary>
    public Func<Account, IEnumerable<LambdaFunction>>? ChooseFunctions { get; init; }

    /// <summary>The mappings of those functions.</summary>
    public bool IncludeMappingsOfChosen { get; init; }

    /// <summary>The functions whose resource policies are read, once functions and roles are known. Null for none.</summary>
    public Func<Account, IEnumerable<LambdaFunction>>? ChoosePolicies { get; init; }
}
