namespace LambdaRoleAudit.Model;

/// <summary>One role of a repair, and the function that it was made for.</summary>
public sealed record RepairedFunction
{
    /// <summary>The function's name; empty if the role's tags name none.</summary>
    public required string FunctionName { get; init; }

    /// <summary>The function's ARN, as the role's tags claim.</summary>
    public required string FunctionArn { get; init; }

    /// <summary>The region that it is in.</summary>
    public required string Region { get; init; }

    /// <summary>Where the function stands.</summary>
    public required RepairStanding Standing { get; init; }

    /// <summary>The role that the repair made.</summary>
    public required string TargetRoleName { get; init; }

    /// <summary>Its ARN.</summary>
    public required string TargetRoleArn { get; init; }

    /// <summary>The role that it was made from, as its tags claim.</summary>
    public required string SourceRoleArn { get; init; }

    /// <summary>The role that the function runs under; null if that is not known, or if the function does not exist.</summary>
    public string? CurrentRoleArn { get; init; }

    /// <summary>True if no function uses the role; null if that is not known.</summary>
    public bool? IsLeftover { get; init; }

    /// <summary>What Undo-LambdaRoleRepair would do.</summary>
    public required string Undo { get; init; }

    /// <summary>The function and where it stands.</summary>
    public override string ToString() => VisibleText.Of($"{FunctionName} ({Region}): {Standing}");
}
