namespace LambdaRoleAudit.Templates;

/// <summary>Texts of other templates that can name a role.</summary>
internal static class RoleMentions
{
    /// <summary>
    /// True if a text has the role's logical id, as names that CloudFormation makes and exports of CDK have, or the role's name.
    /// </summary>
    public static bool IsNamed(DeclaredRole role, string text) => text.Contains(role.Declaration.Address, StringComparison.Ordinal)
        || (role.RoleName is { } name && text.Contains(name, StringComparison.OrdinalIgnoreCase));
}
