using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Roles;

/// <summary>What New-LambdaExecutionRole is asked for.</summary>
public sealed record NewRoleOptions
{
    /// <summary>The name; null for the function's own (<see cref="RoleNaming"/>).</summary>
    public string? RoleName { get; init; }

    /// <summary>The path.</summary>
    public string Path { get; init; } = "/";

    /// <summary>The description.</summary>
    public string? Description { get; init; }

    /// <summary>The longest session, in seconds.</summary>
    public int? MaxSessionDuration { get; init; }

    /// <summary>The permissions boundary's ARN.</summary>
    public string? PermissionsBoundaryArn { get; init; }

    /// <summary>Tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Features, each with its managed policy.</summary>
    public IReadOnlyList<LambdaFeature> Features { get; init; } = [];

    /// <summary>Managed policies.</summary>
    public IReadOnlyList<string> PolicyArns { get; init; } = [];

    /// <summary>Inline policies: name and document.</summary>
    public IReadOnlyList<InlinePolicy> Documents { get; init; } = [];

    /// <summary>Policy templates: full name, and its parameters' values.</summary>
    public IReadOnlyList<(string Name, IReadOnlyDictionary<string, string> Values)> Templates { get; init; } = [];

    /// <summary>Trust Lambda on behalf of the role's own account only.</summary>
    public bool HasSourceAccountCondition { get; init; }
}
