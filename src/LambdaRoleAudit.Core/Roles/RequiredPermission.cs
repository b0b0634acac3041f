namespace LambdaRoleAudit.Roles;

/// <summary>One permission that a setting of a function asks of its role: the request that is made under it.</summary>
/// <param name="Sid">The setting, as <see cref="ScopedPolicy"/> names it.</param>
/// <param name="Action">The action.</param>
/// <param name="Resource">The resource; a pattern where several are meant.</param>
public sealed record RequiredPermission(string Sid, string Action, string Resource)
{
    /// <summary>One resource of the pattern is meant, and the settings do not say which.</summary>
    public bool IsOne { get; init; }

    /// <summary>What the request brings besides; a key without a value is not in it.</summary>
    public IReadOnlyList<(string Key, string? Value)> Known { get; init; } = [];
}
