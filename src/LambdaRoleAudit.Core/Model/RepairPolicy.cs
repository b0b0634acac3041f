namespace LambdaRoleAudit.Model;

/// <summary>An inline policy of a role that is to be made.</summary>
/// <param name="PolicyName">Its name.</param>
/// <param name="Document">Its JSON, to the character.</param>
public sealed record RepairPolicy(string PolicyName, string Document);
