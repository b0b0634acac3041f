using System.Globalization;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// The customer managed policies that are created for a role whose inline policies would be too large. The name is the role's name, which
/// binds the role's content, and a number: <c>{RoleName}-1</c>. The path is the role's path.
/// </summary>
public static partial class CreatedPolicy
{
    /// <summary>Returns the name of a policy.</summary>
    /// <param name="roleName">The role's name.</param>
    /// <param name="number">The policy's number, from 1.</param>
    public static string NameOf(string roleName, int number) => FormattableString.Invariant($"{roleName}-{number}");

    /// <summary>Returns the ARN of a policy with the given name.</summary>
    /// <param name="roleArn">The ARN of the role.</param>
    /// <param name="policyName">The policy's name.</param>
    public static string ArnOf(string roleArn, string policyName)
    {
        Arn.TryParse(roleArn, out var role);
        var path = role!.Resource["role".Length..(role.Resource.LastIndexOf('/') + 1)];
        return $"arn:{role.Partition}:iam::{role.AccountId}:policy{path}{policyName}";
    }

    /// <summary>Returns true if a policy has the name, path and account of a policy that was created for a role.</summary>
    /// <param name="roleArn">The ARN of the role.</param>
    /// <param name="policyArn">The ARN of the policy.</param>
    public static bool Is(string roleArn, string policyArn)
    {
        var roleName = Arn.NameIn(roleArn);
        var policyName = Arn.NameIn(policyArn);
        return policyName.Length > roleName.Length && policyName.StartsWith(roleName, StringComparison.Ordinal)
            && Numbered().IsMatch(policyName.AsSpan(roleName.Length)) && Bound().IsMatch(roleName)
            && ArnOf(roleArn, policyName) == policyArn;
    }

    /// <summary>Returns the number at the end of a policy's name; zero if there is none.</summary>
    public static int NumberOf(string policyName) => int.TryParse(
        policyName.AsSpan(policyName.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex("^-[1-9][0-9]?$", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();

    /// <summary>The end of a name that a repair derived: 16 hexadecimal digits.</summary>
    [GeneratedRegex("-[0-9a-f]{16}$", RegexOptions.CultureInvariant)]
    private static partial Regex Bound();
}
