namespace LambdaRoleAudit.Model;

/// <summary>An IAM role that Lambda functions run under, or could run under.</summary>
public sealed record ExecutionRole
{
    /// <summary>The role's name, without its path.</summary>
    public required string RoleName { get; init; }

    /// <summary>The role's ARN.</summary>
    public required string RoleArn { get; init; }

    /// <summary>The account of the role: 12 digits.</summary>
    public required string AccountId { get; init; }

    /// <summary>The path, including slashes.</summary>
    public required string Path { get; init; }

    /// <summary>False if functions name the role but the role does not exist in IAM.</summary>
    public required bool Exists { get; init; }

    /// <summary>The unique id (AROA…); null if the role does not exist.</summary>
    public string? RoleId { get; init; }

    /// <summary>The description.</summary>
    public string? Description { get; init; }

    /// <summary>The date and time, in UTC, when the role was created.</summary>
    public DateTimeOffset? CreateDate { get; init; }

    /// <summary>The trust policy as JSON. It says who can assume the role.</summary>
    public string? TrustPolicy { get; init; }

    /// <summary>
    /// True if the trust policy lets Lambda's service principal assume the role. A condition in the trust policy counts as met, because AWS
    /// does not document which context keys Lambda sends.
    /// </summary>
    public bool TrustsLambda { get; init; }

    /// <summary>The attached managed policies, sorted by name.</summary>
    public ItemList<RolePolicy> AttachedPolicies { get; init; } = [];

    /// <summary>The inline policies, sorted by name.</summary>
    public ItemList<RolePolicy> InlinePolicies { get; init; } = [];

    /// <summary>The permissions boundary; null if the role has none.</summary>
    public RolePolicy? PermissionsBoundary { get; init; }

    /// <summary>The role's tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init => field = TagMap.Of(value); } = TagMap.Empty;

    /// <summary>
    /// The names of the EC2 instance profiles that contain the role; null if they were not read. Not shown, because only a read of the
    /// entire account returns them, and a role must look the same however it was read.
    /// </summary>
    internal IReadOnlyList<string>? InstanceProfiles { get; init; }

    /// <summary>The IAM role manager template that the role was created from; null if it was not created from a template.</summary>
    public SourceRoleTemplate? SourceRoleTemplate { get; init; }

    /// <summary>The maximum session duration, in seconds; null if it was not read.</summary>
    public int? MaxSessionDuration { get; init; }

    /// <summary>
    /// The date and time, in UTC, when the role was last used; null if it was not used within IAM's tracking period of 400 days, or if the
    /// last use was not read.
    /// </summary>
    public DateTimeOffset? LastUsed { get; init; }

    /// <summary>True if the last use of the role was read. Not shown, like <see cref="InstanceProfiles"/>.</summary>
    internal bool IsLastUseRead { get; init; }

    /// <summary>The region in which the role was last used.</summary>
    public string? LastUsedRegion { get; init; }

    /// <summary>The functions, and their published versions, that run under the role; null if functions were not read.</summary>
    public ItemList<LambdaFunction>? Functions { get; init; }

    /// <summary>
    /// True if two or more functions in <see cref="CoveredRegions"/> use the role; false if one function or none uses it; null if this is
    /// not known.
    /// </summary>
    public bool? IsShared { get; init; }

    /// <summary>False if something about the role, or the functions of a region, could not be read.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>The regions whose functions could not be read, sorted.</summary>
    public ItemList<string> UnreadRegions { get; init; } = [];

    /// <summary>The regions whose functions were read, sorted. Functions and IsShared are valid for these regions.</summary>
    public ItemList<string> CoveredRegions { get; init; } = [];

    /// <summary>
    /// The number of functions that were read in <see cref="CoveredRegions"/>, without published versions; null if it is not known.
    /// </summary>
    public int? CoveredFunctionCount { get; init; }

    /// <summary>The role's name.</summary>
    public override string ToString() => VisibleText.Of(RoleName);
}
