namespace LambdaRoleAudit.Model;

/// <summary>The assignment of a role to a function.</summary>
public sealed class RoleAssignment
{
    /// <summary>The function's name.</summary>
    public required string FunctionName { get; init; }

    /// <summary>The function's ARN.</summary>
    public required string FunctionArn { get; init; }

    /// <summary>The function's region.</summary>
    public required string Region { get; init; }

    /// <summary>The function's role before the assignment.</summary>
    public required string PreviousRole { get; init; }

    /// <summary>The function's current role, as far as it is known.</summary>
    public required string Role { get; init; }

    /// <summary>The result.</summary>
    public required RoleAssignmentStatus Status { get; init; }

    /// <summary>The last update status that Lambda reported: Successful, Failed or InProgress.</summary>
    public string? LastUpdateStatus { get; init; }

    /// <summary>The function's event source mappings, before and after.</summary>
    public ItemList<MappingVerification> EventSourceMappings { get; init; } = [];

    /// <summary>The number of retries until the change in IAM had propagated.</summary>
    public int PropagationRetries { get; init; }

    /// <summary>The time that the assignment took.</summary>
    public TimeSpan Duration { get; init; }

    /// <inheritdoc/>
    public override string ToString() => VisibleText.Of($"{FunctionName} ({Region}): {Status}: {Role}");
}
