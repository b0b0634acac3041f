namespace LambdaRoleAudit.Policies;

/// <summary>The replacement of a variable: a text, or still a variable; nothing if the variable has no value.</summary>
internal readonly record struct PolicyVariableValue(string? Text, PolicyVariable? Variable = null);
