namespace LambdaRoleAudit.ResourcePolicies;

/// <summary>Tells from the text of a policy, without parsing it, that it treats all roles of an account the same.</summary>
internal static class CallerText
{
    /// <summary>Texts without which a policy cannot tell two roles of one account apart, if it names neither.</summary>
    private static readonly string[] Keys = ["aws:principal", "aws:userid", "aws:username", "\\u"];

    /// <summary>
    /// The names of roles and sessions in ARNs, and the start of the ids of roles (IAM user guide, "IAM identifiers": AROA).
    /// </summary>
    private static readonly string[] Roles = ["role", "AROA"];

    /// <summary>Returns true if a condition can depend on the caller.</summary>
    public static bool HasCallerKey(string text) => Keys.Any(key => text.Contains(key, StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns true if the policy names no role and no condition depends on the caller.</summary>
    public static bool TreatsRolesAlike(string text) =>
        !HasCallerKey(text) && !Roles.Any(role => text.Contains(role, StringComparison.OrdinalIgnoreCase));
}
