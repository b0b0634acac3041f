namespace LambdaRoleAudit.Model;

/// <summary>A function that was put on a role.</summary>
public sealed class RoleAssignment
{
    /// <summary>The function's name.</summary>
    public required string FunctionName { get; init; }

    /// <summary>The function's ARN.</summary>
    public required string FunctionArn { get; init; }

    /// <summary>The region that it is in.</summary>
    public required string Region { get; init; }

    /// <summary>The role that it had before.</summary>
    public required string PreviousRole { get; init; }

    /// <summary>The role that it has now, as far as that is known.</summary>
    public required string Role { get; init; }

    /// <summary>How it ended.</summary>
    public required RoleAssignmentStatus Status { get; init; }

    /// <summary>Lambda's own last word: Successful, Failed or InProgress.</summary>
    public string? LastUpdateStatus { get; init; }

    /// <summary>The function's event source mappings, before and after.</summary>
    public ItemList<MappingVerification> EventSourceMappings { get; init; } = [];

    /// <summary>How often Lambda had to be asked again until IAM's change had come through.</summary>
    public int PropagationRetries { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <inheritdoc/>
    public override string ToString() => VisibleText.Of($"{FunctionName} ({Region}): {Status}: {Role}");
}
