namespace LambdaRoleAudit.Policies;

/// <summary>What witness requests put in place of policy variables.</summary>
internal static class PolicyVariableValues
{
    /// <summary>A value that no pattern is likely to mean anything by.</summary>
    public static string Default(PolicyVariable variable) =>
        variable.Default ?? "value-of-" + variable.Key[(variable.Key.IndexOf(':', StringComparison.Ordinal) + 1)..].Replace('/', '-');
}
