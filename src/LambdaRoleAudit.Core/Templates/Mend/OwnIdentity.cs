using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Statements that mean the role itself: a Deny that names it, or a condition on who asks. For a copy of the role, which is another
/// principal, they mean something else.
/// </summary>
internal static class OwnIdentity
{
    private static readonly string[] Keys = ["aws:principalarn", "aws:userid", "aws:username", "aws:principaltag"];

    /// <summary>Returns the name of a policy with such a statement; null if there is none.</summary>
    /// <param name="role">The shared role.</param>
    public static string? PolicyWith(DeclaredRole role)
    {
        var found = role.InlinePolicies.Concat(role.DeclaredPolicies)
            .FirstOrDefault(policy =>
                PolicyJson.Statements(policy.Document)?.Any(statement => IsOwn(statement, role)) == true);
        return found is null ? null : Symbol.Shown(found.PolicyName);
    }

    private static bool IsOwn(JsonObject statement, DeclaredRole role)
    {
        var condition = statement["Condition"] is { } conditions ? PolicyJson.Of(conditions) : "";
        if (Keys.Any(key => condition.Contains(key, StringComparison.OrdinalIgnoreCase))) return true;
        if (statement["Effect"]?.ToString() != "Deny") return false;
        var text = PolicyJson.Of(statement);
        return Symbol.AllIn(text).Any(one => one == role.Address || one.StartsWith($"{role.Address}.", StringComparison.Ordinal))
            || (role.RoleName is { } name && text.Contains($"/{name}\"", StringComparison.Ordinal));
    }
}
