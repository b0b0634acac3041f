using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>Selects the data to read of an account. Data that the consumer does not need is not read.</summary>
public sealed record AccountQuery
{
    /// <summary>The regions whose functions are read.</summary>
    public RegionSelection Regions { get; init; } = RegionSelection.All;

    /// <summary>
    /// The regions that the caller requested, if more regions are read for safety. A failure in another region is not reported, but is
    /// recorded in the account. If null, no failures are reported.
    /// </summary>
    public RegionSelection? Scope { get; init; } = RegionSelection.All;

    /// <summary>True to not read functions.</summary>
    public bool SkipFunctions { get; init; }

    /// <summary>
    /// True to include published versions. Each version has the role that its function had when the version was published.
    /// </summary>
    public bool IncludeVersions { get; init; } = true;

    /// <summary>True to include the functions' settings, as ListFunctions returns them.</summary>
    public bool IncludeSettings { get; init; }

    /// <summary>The roles to read.</summary>
    public RoleReading Roles { get; init; }

    /// <summary>Chooses the roles for <see cref="RoleReading.Chosen"/>, after the functions are known.</summary>
    public Func<Account, IReadOnlyCollection<RoleReference>>? ChooseRoles { get; init; }

    /// <summary>True to include the event source mappings of every region that has functions.</summary>
    public bool IncludeMappings { get; init; }

    /// <summary>True to include the number of roles and the quota.</summary>
    public bool IncludeRoleQuota { get; init; }

    /// <summary>
    /// Chooses the functions to read one by one with GetFunction, after functions and roles are known. Only GetFunction returns state and
    /// tags. Null for none.
    /// </summary>
    public Func<Account, IEnumerable<LambdaFunction>>? ChooseFunctions { get; init; }

    /// <summary>True to include the mappings of those functions.</summary>
    public bool IncludeMappingsOfChosen { get; init; }

    /// <summary>Chooses the functions whose aliases are read, after functions and roles are known. Null for none.</summary>
    public Func<Account, IEnumerable<LambdaFunction>>? ChooseAliases { get; init; }

    /// <summary>Chooses the functions whose resource policies are read, after functions and roles are known. Null for none.</summary>
    public Func<Account, IEnumerable<LambdaFunction>>? ChoosePolicies { get; init; }

    /// <summary>Chooses the resources whose policies are read, after functions and roles are known. Null for none.</summary>
    public Func<Account, ResourcePolicyQuery>? ChooseResourcePolicies { get; init; }
}
