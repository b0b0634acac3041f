namespace LambdaRoleAudit.Model;

/// <summary>The result of a repair, or of undoing a repair, for one function.</summary>
public sealed record RoleRepairResult
{
    /// <summary>The repair's id.</summary>
    public required string RepairId { get; init; }

    /// <summary>The function's name.</summary>
    public required string FunctionName { get; init; }

    /// <summary>The function's ARN.</summary>
    public required string FunctionArn { get; init; }

    /// <summary>The function's region.</summary>
    public required string Region { get; init; }

    /// <summary>The result.</summary>
    public required RoleRepairStatus Status { get; init; }

    /// <summary>The source role's ARN.</summary>
    public required string SourceRoleArn { get; init; }

    /// <summary>The name of the function's own role.</summary>
    public required string TargetRoleName { get; init; }

    /// <summary>The reason, if there is something to explain.</summary>
    public string? Reason { get; init; }

    /// <summary>The function's event source mappings, before and after.</summary>
    public ItemList<MappingVerification> EventSourceMappings { get; init; } = [];

    /// <summary>
    /// The policies of resources that the function waits for; after a repair was undone, those that still name its role.
    /// </summary>
    public ItemList<ResourcePolicyHit> ResourcePolicies { get; init; } = [];

    /// <summary>What happened to the function's aliases.</summary>
    public ItemList<AliasResult> Aliases { get; init; } = [];

    /// <summary>The time that the repair took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Returns the result on one line.</summary>
    public override string ToString() => VisibleText.Of($"{FunctionName} ({Region}): {Status}{(Reason is null ? "" : $": {Reason}")}");
}
