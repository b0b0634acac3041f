namespace LambdaRoleAudit.Policies;

/// <summary>The values that witness requests use for policy variables.</summary>
internal static class PolicyVariableValues
{
    /// <summary>Returns a value that is unlikely to have a meaning in any pattern.</summary>
    public static string Default(PolicyVariable variable) =>
        variable.Default ?? "value-of-" + variable.Key[(variable.Key.IndexOf(':', StringComparison.Ordinal) + 1)..].Replace('/', '-');
}
