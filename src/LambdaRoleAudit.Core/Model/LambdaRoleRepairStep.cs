namespace LambdaRoleAudit.Model;

/// <summary>
/// One function of a repair plan: its source role, and the role of its own with its full content. Plain data: it may be saved
/// as JSON, reviewed, and given back.
/// </summary>
public sealed record LambdaRoleRepairStep
{
    /// <summary>The form of the data: <c>docs/schemas/repair-plan.schema.json</c>.</summary>
    public const int CurrentVersion = 2;

    /// <summary>The version of that form.</summary>
    public int PlanVersion { get; init; } = CurrentVersion;

    /// <summary>The repair that the step belongs to.</summary>
    public required string RepairId { get; init; }

    /// <summary>The function's name.</summary>
    public required string FunctionName { get; init; }

    /// <summary>The function's ARN.</summary>
    public required string FunctionArn { get; init; }

    /// <summary>The region that it is in.</summary>
    public required string Region { get; init; }

    /// <summary>
    /// The revision that was seen: a function that changed since is left alone. Null if Lambda gave none, which blocks the step.
    /// </summary>
    public string? RevisionId { get; init; }

    /// <summary>The role that it has.</summary>
    public required string SourceRoleArn { get; init; }

    /// <summary>How the target's permissions come about.</summary>
    public required RepairStrategy Strategy { get; init; }

    /// <summary>
    /// The name of the role that it gets: <c>{prefix}{FunctionName}-{Region}-{hash}</c>. The hash binds function, source role and
    /// content (<see cref="ContentHash"/>), because a role cannot be renamed and its tags can be written by others.
    /// </summary>
    public required string TargetRoleName { get; init; }

    /// <summary>What the name begins with; mostly empty.</summary>
    public string RoleNamePrefix { get; init; } = "";

    /// <summary>
    /// SHA-256 over path, trust policy, permissions boundary and policies of the role that it gets, as 64 hexadecimal digits.
    /// </summary>
    public required string ContentHash { get; init; }

    /// <summary>Its path: the source role's, because policies on iam:PassRole are often written by path.</summary>
    public required string TargetPath { get; init; }

    /// <summary>Its trust policy: what the source role's says of Lambda.</summary>
    public required string TrustPolicy { get; init; }

    /// <summary>Its description.</summary>
    public string? Description { get; init; }

    /// <summary>The longest session, in seconds.</summary>
    public int? MaxSessionDuration { get; init; }

    /// <summary>Its permissions boundary's ARN: the source role's.</summary>
    public string? PermissionsBoundaryArn { get; init; }

    /// <summary>ARNs of its managed policies.</summary>
    public ItemList<string> AttachedPolicyArns { get; init; } = [];

    /// <summary>Its inline policies.</summary>
    public ItemList<InlinePolicy> InlinePolicies { get; init; } = [];

    /// <summary>The source role's tags, which it takes over. Its own (function, source role, repair) come with its birth.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init => field = TagMap.Of(value); } = TagMap.Empty;

    /// <summary>That the target grants no more than the source: Proven, Unknown or Refuted.</summary>
    public required string Proof { get; init; }

    /// <summary>Why not, where it is not proven.</summary>
    public string? ProofReason { get; init; }

    /// <summary>True if the function has the role already, from an earlier repair: there is nothing to do.</summary>
    public bool IsAlreadyRepaired { get; init; }

    /// <summary>True if no other function uses the role: there is nothing to do.</summary>
    public bool IsNotShared { get; init; }

    /// <summary>What stands against the step. Empty: it can be carried out.</summary>
    public ItemList<PlanIssue> Blockers { get; init; } = [];

    /// <summary>What should be known before it is carried out.</summary>
    public ItemList<PlanIssue> Warnings { get; init; } = [];

    /// <summary>True if there is something to do and nothing stands against it.</summary>
    public bool CanApply => !IsAlreadyRepaired && !IsNotShared && Blockers.Count == 0;

    /// <summary>The function, and where it is to go.</summary>
    public override string ToString() => VisibleText.Of($"{FunctionName} ({Region}) → {TargetRoleName}");
}
