using System.Security.Cryptography;
using System.Text;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Repair;

/// <summary>
/// A hash of what a role grants, with the documents of its managed policies and of its boundary. A plan that narrows a role is made for
/// these grants: if they change, the evidence can be about code that no longer runs.
/// </summary>
internal static class SourceHash
{
    /// <summary>Returns the SHA-256 hash, as 64 hexadecimal digits.</summary>
    /// <param name="role">The role, with the documents of its policies.</param>
    public static string Of(ExecutionRole role)
    {
        var text = new StringBuilder(RoleContent.Of(role).Hash);
        foreach (var policy in role.AttachedPolicies.OrderBy(policy => policy.PolicyArn, StringComparer.Ordinal)) Append(policy);
        if (role.PermissionsBoundary is { } boundary) Append(boundary);
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))).ToLowerInvariant();

        void Append(RolePolicy policy) =>
            text.Append('\0').Append(policy.PolicyArn).Append('\0').Append(RoleContent.Canonical(policy.Document ?? ""));
    }
}
