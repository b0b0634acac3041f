namespace LambdaRoleAudit.Ports;

/// <summary>The properties with which a role is created (IAM API reference, CreateRole).</summary>
public record RoleDefinition
{
    /// <summary>The name: at most 64 characters, unique in the account regardless of case.</summary>
    public required string RoleName { get; init; }

    /// <summary>The path, including slashes.</summary>
    public required string Path { get; init; }

    /// <summary>The trust policy.</summary>
    public required string TrustPolicy { get; init; }

    /// <summary>The description.</summary>
    public string? Description { get; init; }

    /// <summary>The maximum session duration, in seconds: 3600 to 43200. GetAccountAuthorizationDetails omits it.</summary>
    public int? MaxSessionDuration { get; init; }

    /// <summary>The permissions boundary's ARN.</summary>
    public string? PermissionsBoundaryArn { get; init; }

    /// <summary>The tags: at most 50. ListRoles omits them.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
}
