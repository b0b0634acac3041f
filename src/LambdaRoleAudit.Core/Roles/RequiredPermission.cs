namespace LambdaRoleAudit.Roles;

/// <summary>A permission that a function's setting needs: the request that is made under the role.</summary>
/// <param name="Sid">The setting, as <see cref="ScopedPolicy"/> names it.</param>
/// <param name="Action">The action.</param>
/// <param name="Resource">The resource; a pattern if there are several.</param>
public sealed record RequiredPermission(string Sid, string Action, string Resource)
{
    /// <summary>True if one resource of the pattern is meant, and the settings do not say which one.</summary>
    public bool IsOne { get; init; }

    /// <summary>Resources of the pattern that cannot be meant.</summary>
    public IReadOnlyList<string> ButNot { get; init; } = [];

    /// <summary>The known context keys of the request. A key without a value is not in the request.</summary>
    public IReadOnlyList<(string Key, string? Value)> Known { get; init; } = [];
}
