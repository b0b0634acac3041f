using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Roles;

/// <summary>The options of New-LambdaExecutionRole.</summary>
public sealed record NewRoleOptions
{
    /// <summary>The name; null for the name derived from the function (<see cref="RoleNaming"/>).</summary>
    public string? RoleName { get; init; }

    /// <summary>The path.</summary>
    public string Path { get; init; } = "/";

    /// <summary>The description.</summary>
    public string? Description { get; init; }

    /// <summary>The maximum session duration, in seconds.</summary>
    public int? MaxSessionDuration { get; init; }

    /// <summary>The permissions boundary's ARN.</summary>
    public string? PermissionsBoundaryArn { get; init; }

    /// <summary>The tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The features, each with its managed policy.</summary>
    public IReadOnlyList<LambdaFeature> Features { get; init; } = [];

    /// <summary>The ARNs of managed policies.</summary>
    public IReadOnlyList<string> PolicyArns { get; init; } = [];

    /// <summary>The inline policies: name and document.</summary>
    public IReadOnlyList<InlinePolicy> Documents { get; init; } = [];

    /// <summary>The policy templates: full name and parameter values.</summary>
    public IReadOnlyList<(string Name, IReadOnlyDictionary<string, string> Values)> Templates { get; init; } = [];

    /// <summary>The policies of a function's role, in place of a policy with what its settings need; null for that policy.</summary>
    public IReadOnlyList<InlinePolicy>? FunctionPolicies { get; init; }

    /// <summary>True to trust Lambda only on behalf of the role's own account.</summary>
    public bool HasSourceAccountCondition { get; init; }
}
