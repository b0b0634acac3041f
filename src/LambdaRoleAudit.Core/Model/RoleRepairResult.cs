namespace LambdaRoleAudit.Model;

/// <summary>How a repair, or the undoing of one, ended for a function.</summary>
public sealed record RoleRepairResult
{
    /// <summary>The repair.</summary>
    public required string RepairId { get; init; }

    /// <summary>The function's name.</summary>
    public required string FunctionName { get; init; }

    /// <summary>The function's ARN.</summary>
    public required string FunctionArn { get; init; }

    /// <summary>The region that it is in.</summary>
    public required string Region { get; init; }

    /// <summary>How it ended.</summary>
    public required RoleRepairStatus Status { get; init; }

    /// <summary>The source role's ARN.</summary>
    public required string SourceRoleArn { get; init; }

    /// <summary>The function's own role's name.</summary>
    public required string TargetRoleName { get; init; }

    /// <summary>Why, where it is not simply done.</summary>
    public string? Reason { get; init; }

    /// <summary>The function's event source mappings, before and after.</summary>
    public ItemList<MappingVerification> EventSourceMappings { get; init; } = [];

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>One line.</summary>
    public override string ToString() => VisibleText.Of($"{FunctionName} ({Region}): {Status}{(Reason is null ? "" : $": {Reason}")}");
}
