namespace LambdaRoleAudit.Roles;

/// <summary>One permission that a setting of a function asks of its role.</summary>
/// <param name="Sid">The setting, as <see cref="ScopedPolicy"/> names it.</param>
/// <param name="Action">The action.</param>
/// <param name="Resource">The resource; a pattern where several are meant.</param>
/// <param name="Known">What the request brings besides.</param>
public sealed record SettingNeed(string Sid, string Action, string Resource, params (string Key, string Value)[] Known);
