using LambdaRoleAudit.Accounts;
namespace LambdaRoleAudit.Roles;

/// <summary>
/// The tags of roles that this module creates. A tag is a claim: whoever has <c>iam:TagRole</c> can write it. What the tags of a
/// repair's role claim is believed only if the role's name was made of it (<see cref="RoleNaming.IsBound"/>).
/// </summary>
public static class RoleTags
{
    /// <summary>The function that the role was created for: its ARN.</summary>
    public const string Function = "lambda-role-audit:function-arn";

    /// <summary>The role that a repair copied: its ARN.</summary>
    public const string Source = "lambda-role-audit:source-role-arn";

    /// <summary>The repair that created the role.</summary>
    public const string Repair = "lambda-role-audit:repair-id";

    /// <summary>The hash of the content that the role was created with (<see cref="RoleContent"/>).</summary>
    public const string Content = "lambda-role-audit:content-hash";

    /// <summary>The mark of a role that is about to be deleted (<see cref="RemovalMark"/>).</summary>
    public const string Removal = "lambda-role-audit:removal";

    private const string Prefix = "lambda-role-audit:";

    /// <summary>True for a tag of this module's.</summary>
    public static bool IsOurs(string key) => key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>True for a tag that a copy of the role does not take over: AWS's own, which nobody can set, and this module's.</summary>
    public static bool IsReserved(string key) =>
        key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase) || IsOurs(key);
}
