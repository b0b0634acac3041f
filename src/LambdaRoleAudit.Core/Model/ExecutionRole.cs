namespace LambdaRoleAudit.Model;

/// <summary>An IAM role that Lambda functions run under, or could.</summary>
public sealed record ExecutionRole
{
    /// <summary>The role's name, without its path.</summary>
    public required string RoleName { get; init; }

    /// <summary>The role's ARN.</summary>
    public required string RoleArn { get; init; }

    /// <summary>The account that the role is in: 12 digits.</summary>
    public required string AccountId { get; init; }

    /// <summary>The path, slashes included.</summary>
    public required string Path { get; init; }

    /// <summary>False where functions name the role and IAM does not have it.</summary>
    public required bool Exists { get; init; }

    /// <summary>The unique id (AROA…); null where the role does not exist.</summary>
    public string? RoleId { get; init; }

    /// <summary>The description.</summary>
    public string? Description { get; init; }

    /// <summary>When it was created, UTC.</summary>
    public DateTimeOffset? CreateDate { get; init; }

    /// <summary>The trust policy's JSON: who may assume the role.</summary>
    public string? TrustPolicy { get; init; }

    /// <summary>
    /// True where the trust policy lets Lambda's service principal assume the role. A condition in it counts as met: AWS does
    /// not say which context keys Lambda brings.
    /// </summary>
    public bool TrustsLambda { get; init; }

    /// <summary>The attached managed policies, sorted by name.</summary>
    public ItemList<RolePolicy> AttachedPolicies { get; init; } = [];

    /// <summary>The inline policies, sorted by name.</summary>
    public ItemList<RolePolicy> InlinePolicies { get; init; } = [];

    /// <summary>The permissions boundary; null where there is none.</summary>
    public RolePolicy? PermissionsBoundary { get; init; }

    /// <summary>The role's tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init => field = TagMap.Of(value); } = TagMap.Empty;

    /// <summary>
    /// Names of the EC2 instance profiles that hold the role; null where they were not read. Not shown: only the walk over the
    /// account tells them, and a role looks the same however it was read.
    /// </summary>
    internal IReadOnlyList<string>? InstanceProfiles { get; init; }

    /// <summary>The template of IAM role manager that it was created from; null where it was created otherwise.</summary>
    public SourceRoleTemplate? SourceRoleTemplate { get; init; }

    /// <summary>The longest session, in seconds; null where it was not read.</summary>
    public int? MaxSessionDuration { get; init; }

    /// <summary>
    /// When it was last used, UTC; null where it was not within IAM's tracking period of 400 days, or where that was not read.
    /// </summary>
    public DateTimeOffset? LastUsed { get; init; }

    /// <summary>Its last use was read. Not shown, as <see cref="InstanceProfiles"/>.</summary>
    internal bool IsLastUseRead { get; init; }

    /// <summary>The region that it was last used in.</summary>
    public string? LastUsedRegion { get; init; }

    /// <summary>The functions, and their published versions, that run under the role; null where functions were not read.</summary>
    public ItemList<LambdaFunction>? Functions { get; init; }

    /// <summary>
    /// True if two or more functions in <see cref="CoveredRegions"/> use the role, false if one or none does, null if that is not
    /// known.
    /// </summary>
    public bool? IsShared { get; init; }

    /// <summary>False where something about the role, or the functions of a region, could not be read.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>The regions whose functions could not be read, sorted.</summary>
    public ItemList<string> UnreadRegions { get; init; } = [];

    /// <summary>The regions whose functions were looked at, sorted: Functions and IsShared hold for them.</summary>
    public ItemList<string> CoveredRegions { get; init; } = [];

    /// <summary>The role's name.</summary>
    public override string ToString() => VisibleText.Of(RoleName);
}
