namespace LambdaRoleAudit.Policies;

/// <summary>What stands in a variable's place: a text, or a variable still; nothing where it has no value.</summary>
internal readonly record struct PolicyVariableValue(string? Text, PolicyVariable? Variable = null);
