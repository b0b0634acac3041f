using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Statements that mean the role itself: a Deny or a NotResource that names it, or a condition on who asks, or a policy variable for that
/// in a resource (IAM user guide, "IAM policy elements: Variables and tags"). For a copy of the role, which is another principal, they
/// mean something else.
/// </summary>
internal static class OwnIdentity
{
    private static readonly string[] Keys = ["aws:principalarn", "aws:userid", "aws:username", "aws:principaltag"];

    /// <summary>Returns the name of a policy with such a statement; null if there is none.</summary>
    /// <param name="role">The shared role.</param>
    public static string? PolicyWith(DeclaredRole role)
    {
        if (role.InlinePolicies.Concat(role.DeclaredPolicies).FirstOrDefault(policy => Has(policy.Document, role)) is { } found)
            return Symbol.Shown(found.PolicyName);
        return role is { PermissionsBoundaryArn: { } boundary, PermissionsBoundaryDocument: { } document } && Has(document, role)
            ? Symbol.Alone(boundary) ?? Symbol.Shown(boundary) : null;
    }

    private static bool Has(string document, DeclaredRole role) =>
        PolicyJson.Statements(document)?.Any(statement => IsOwn(statement, role)) == true;

    private static bool IsOwn(JsonObject statement, DeclaredRole role)
    {
        var text = PolicyJson.Of(statement);
        if (Keys.Any(key => text.Contains(key, StringComparison.OrdinalIgnoreCase))) return true;
        if (statement["Effect"]?.ToString() != "Deny" && statement["NotResource"] is null) return false;
        return Symbol.AllIn(text).Any(one => one == role.Address || one.StartsWith($"{role.Address}.", StringComparison.Ordinal))
            || (role.RoleName is { } name && text.Contains($"/{name}\"", StringComparison.Ordinal));
    }
}
