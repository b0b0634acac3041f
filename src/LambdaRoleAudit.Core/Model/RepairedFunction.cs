namespace LambdaRoleAudit.Model;

/// <summary>One role of a repair, and the function that the role was created for.</summary>
public sealed record RepairedFunction
{
    /// <summary>The function's name; empty if the role's tags name none.</summary>
    public required string FunctionName { get; init; }

    /// <summary>The function's ARN, as the role's tags claim.</summary>
    public required string FunctionArn { get; init; }

    /// <summary>The function's region.</summary>
    public required string Region { get; init; }

    /// <summary>The state of the function.</summary>
    public required RepairStanding Standing { get; init; }

    /// <summary>The name of the role that the repair created.</summary>
    public required string TargetRoleName { get; init; }

    /// <summary>The ARN of the role that the repair created.</summary>
    public required string TargetRoleArn { get; init; }

    /// <summary>The role that it was created from, as its tags claim.</summary>
    public required string SourceRoleArn { get; init; }

    /// <summary>The role that the function runs under; null if this is not known, or if the function does not exist.</summary>
    public string? CurrentRoleArn { get; init; }

    /// <summary>
    /// True if no function uses the role, or a role that was created from it; null if this is not known.
    /// </summary>
    public bool? IsLeftover { get; init; }

    /// <summary>What Undo-LambdaRoleRepair would do.</summary>
    public required string Undo { get; init; }

    /// <summary>Returns the function and its state.</summary>
    public override string ToString() => VisibleText.Of($"{FunctionName} ({Region}): {Standing}");
}
