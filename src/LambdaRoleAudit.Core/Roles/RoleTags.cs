using LambdaRoleAudit.Accounts;
namespace LambdaRoleAudit.Roles;

/// <summary>
/// The tags of roles that this module creates. A tag is a claim: anybody with <c>iam:TagRole</c> can write it. The claims in the tags of a
/// repair's role are trusted only if the role's name was derived from them (<see cref="RoleNaming.IsBound"/>).
/// </summary>
public static class RoleTags
{
    /// <summary>The ARN of the function that the role was created for.</summary>
    public const string Function = "lambda-role-audit:function-arn";

    /// <summary>The ARN of the role that a repair copied.</summary>
    public const string Source = "lambda-role-audit:source-role-arn";

    /// <summary>The repair that created the role.</summary>
    public const string Repair = "lambda-role-audit:repair-id";

    /// <summary>The hash of the content that the role was created with (<see cref="RoleContent"/>).</summary>
    public const string Content = "lambda-role-audit:content-hash";

    /// <summary>The mark of a role that is about to be deleted (<see cref="RemovalMark"/>).</summary>
    public const string Removal = "lambda-role-audit:removal";

    private const string Prefix = "lambda-role-audit:";

    /// <summary>Returns true for one of this module's tags.</summary>
    public static bool IsOurs(string key) => key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Returns true for a tag that a copy of the role does not take over: AWS's own tags, which nobody can set, and this module's.
    /// </summary>
    public static bool IsReserved(string key) =>
        key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase) || IsOurs(key);
}
