namespace LambdaRoleAudit.Ports;

/// <summary>A role to create (IAM API reference, CreateRole).</summary>
public sealed record NewRole
{
    /// <summary>The name: at most 64 characters, unique in the account without regard to case.</summary>
    public required string RoleName { get; init; }

    /// <summary>The path, slashes included.</summary>
    public string Path { get; init; } = "/";

    /// <summary>The trust policy.</summary>
    public required string TrustPolicy { get; init; }

    /// <summary>The description.</summary>
    public string? Description { get; init; }

    /// <summary>The longest session, in seconds: 3600 to 43200.</summary>
    public int? MaxSessionDuration { get; init; }

    /// <summary>The permissions boundary's ARN.</summary>
    public string? PermissionsBoundaryArn { get; init; }

    /// <summary>Tags, set with the role's birth: at most 50.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}
