namespace LambdaRoleAudit.Model;

/// <summary>
/// One function of a repair plan: its source role, and its own target role with the role's complete content. Plain data: a step can be
/// saved as JSON, reviewed, and passed back.
/// </summary>
public sealed record LambdaRoleRepairStep
{
    /// <summary>The version of the data format: <c>docs/schemas/repair-plan.schema.json</c>.</summary>
    public const int CurrentVersion = 2;

    /// <summary>The version of the data format of this step.</summary>
    public int PlanVersion { get; init; } = CurrentVersion;

    /// <summary>The repair that the step belongs to.</summary>
    public required string RepairId { get; init; }

    /// <summary>The function's name.</summary>
    public required string FunctionName { get; init; }

    /// <summary>The function's ARN.</summary>
    public required string FunctionArn { get; init; }

    /// <summary>The function's region.</summary>
    public required string Region { get; init; }

    /// <summary>
    /// The revision id of the function when the plan was created. A function that has changed since is not changed. Null if Lambda did not
    /// return a revision id, which blocks the step.
    /// </summary>
    public string? RevisionId { get; init; }

    /// <summary>
    /// The function's logical id in CloudFormation, from its tags; null if they do not have it. Get-LambdaRoleRepairPlan -Path finds the
    /// declaration in a template by it.
    /// </summary>
    public string? LogicalId { get; init; }

    /// <summary>The function's current role.</summary>
    public required string SourceRoleArn { get; init; }

    /// <summary>How the permissions of the target role are determined.</summary>
    public required RepairStrategy Strategy { get; init; }

    /// <summary>
    /// The name of the target role: <c>{prefix}{FunctionName}-{Region}-{hash}</c>. The hash binds function, source role and content
    /// (<see cref="ContentHash"/>), because a role cannot be renamed but others can write its tags.
    /// </summary>
    public required string TargetRoleName { get; init; }

    /// <summary>The prefix of the role name; usually empty.</summary>
    public string RoleNamePrefix { get; init; } = "";

    /// <summary>
    /// The SHA-256 hash of the target role's path, trust policy, permissions boundary and policies, as 64 hexadecimal digits.
    /// </summary>
    public required string ContentHash { get; init; }

    /// <summary>The target role's path. It is the source role's path, because policies for iam:PassRole often name a path.</summary>
    public required string TargetPath { get; init; }

    /// <summary>The target role's trust policy: the parts of the source role's trust policy that apply to Lambda.</summary>
    public required string TrustPolicy { get; init; }

    /// <summary>The target role's description.</summary>
    public string? Description { get; init; }

    /// <summary>The maximum session duration, in seconds.</summary>
    public int? MaxSessionDuration { get; init; }

    /// <summary>The ARN of the target role's permissions boundary, which is the source role's.</summary>
    public string? PermissionsBoundaryArn { get; init; }

    /// <summary>The ARNs of the target role's managed policies.</summary>
    public ItemList<string> AttachedPolicyArns { get; init; } = [];

    /// <summary>The target role's inline policies.</summary>
    public ItemList<InlinePolicy> InlinePolicies { get; init; } = [];

    /// <summary>
    /// The customer managed policies that are created for the target role, because its inline policies would be too large. Their names are
    /// the role's name and a number, and they are deleted together with the role.
    /// </summary>
    public ItemList<InlinePolicy> CreatedPolicies { get; init; } = [];

    /// <summary>How the permissions were narrowed, and why each statement is kept; null unless the strategy is Used.</summary>
    public RoleNarrowing? Narrowing { get; init; }

    /// <summary>
    /// The tags that the target role takes over from the source role. Its own tags (function, source role, repair) are added when the role
    /// is created.
    /// </summary>
    public IReadOnlyDictionary<string, string> Tags { get; init => field = TagMap.Of(value); } = TagMap.Empty;

    /// <summary>The result of the proof that the target role grants no more than the source role: Proven, Unknown or Refuted.</summary>
    public required string Proof { get; init; }

    /// <summary>The reason, if the proof did not succeed.</summary>
    public string? ProofReason { get; init; }

    /// <summary>
    /// The aliases that point to published versions on the source role, with -IncludeAlias. Otherwise, no aliases are read.
    /// </summary>
    public ItemList<AliasMove> Aliases { get; init; } = [];

    /// <summary>True if the function already has the role from an earlier repair, so that there is nothing to do.</summary>
    public bool IsAlreadyRepaired { get; init; }

    /// <summary>True if no other function uses the role, so that there is nothing to do.</summary>
    public bool IsNotShared { get; init; }

    /// <summary>The issues that block the step. If empty, the step can be applied.</summary>
    public ItemList<PlanIssue> Blockers { get; init; } = [];

    /// <summary>The issues to know about before the step is applied.</summary>
    public ItemList<PlanIssue> Warnings { get; init; } = [];

    /// <summary>
    /// The policies of resources that treat the source role and the target role differently. The function is not moved while one of them
    /// <see cref="ResourcePolicyHit.IsWaiting"/>.
    /// </summary>
    public ItemList<ResourcePolicyHit> ResourcePolicies { get; init; } = [];

    /// <summary>
    /// True if policies of resources are not read (-SkipResourcePolicy). Otherwise, before the function is moved, the policies in
    /// <see cref="ResourcePolicies"/>, and those of the resources that the source role's policies name, are read again.
    /// </summary>
    public bool SkipsResourcePolicies { get; init; }

    /// <summary>True if there is something to do and nothing blocks it.</summary>
    public bool CanApply => !IsAlreadyRepaired && !IsNotShared && Blockers.Count == 0;

    /// <summary>Returns the function and its target role.</summary>
    public override string ToString() => VisibleText.Of($"{FunctionName} ({Region}) → {TargetRoleName}");
}
