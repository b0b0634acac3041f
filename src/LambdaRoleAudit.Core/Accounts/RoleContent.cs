using System.Security.Cryptography;
using System.Text;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// What a role is: its path, trust policy, permissions boundary, managed and inline policies. Documents are compared in their
/// canonical form, so that white space and order do not count. Description, session duration and tags are not content.
/// </summary>
/// <param name="Path">The path, slashes included.</param>
/// <param name="TrustPolicy">The trust policy.</param>
/// <param name="PermissionsBoundaryArn">The permissions boundary; null if there is none.</param>
/// <param name="AttachedPolicyArns">The managed policies.</param>
/// <param name="InlinePolicies">The inline policies: name and document.</param>
public sealed record RoleContent(
    string Path, string TrustPolicy, string? PermissionsBoundaryArn, IReadOnlyList<string> AttachedPolicyArns,
    IReadOnlyList<InlinePolicy> InlinePolicies)
{
    /// <summary>What a role has.</summary>
    public static RoleContent Of(ExecutionRole role) => new(
        role.Path, role.TrustPolicy ?? "", role.PermissionsBoundary?.PolicyArn,
        [.. role.AttachedPolicies.Select(policy => policy.PolicyArn!)],
        [.. role.InlinePolicies.Select(policy => new InlinePolicy(policy.PolicyName, policy.Document ?? ""))]);

    /// <summary>SHA-256 over the content, as 64 hexadecimal digits: the same for the same content, however it is written.</summary>
    public string Hash
    {
        get
        {
            var text = new StringBuilder("1\0").Append(Path).Append('\0').Append(Canonical(TrustPolicy)).Append('\0')
                .Append(PermissionsBoundaryArn).Append('\0');
            foreach (var arn in AttachedPolicyArns.Order(StringComparer.Ordinal)) text.Append("attached\0").Append(arn).Append('\0');
            foreach (var (name, document) in InlinePolicies.OrderBy(
                policy => policy.PolicyName, StringComparer.Ordinal)) text.Append("inline\0")
                .Append(name).Append('\0').Append(Canonical(document)).Append('\0');
            return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))).ToLowerInvariant();
        }
    }

    /// <summary>
    /// What this content has that another has not, or has otherwise: one text for each, to read after "it has". Empty if it is a
    /// part of the other.
    /// </summary>
    public IEnumerable<string> Beyond(RoleContent other)
    {
        if (Path != other.Path) yield return $"path {Path}";
        if (Canonical(TrustPolicy) != Canonical(other.TrustPolicy)) yield return "another trust policy";
        if (PermissionsBoundaryArn != other.PermissionsBoundaryArn) yield return $"permissions boundary {PermissionsBoundaryArn ?? "none"}";
        foreach (var arn in AttachedPolicyArns.Except(other.AttachedPolicyArns, StringComparer.Ordinal)) yield return $"policy {arn}";
        foreach (var (name, document) in InlinePolicies)
        {
            var same = other.InlinePolicies.FirstOrDefault(policy => policy.PolicyName == name);
            if (same is null) yield return $"inline policy {name}";
            else if (Canonical(document) != Canonical(same.Document)) yield return $"another document in inline policy {name}";
        }
    }

    /// <summary>What differs between this content and what it was to be, both ways. Empty if they are the same.</summary>
    public IEnumerable<string> DifferencesFrom(RoleContent expected)
    {
        foreach (var more in Beyond(expected)) yield return more;
        foreach (var arn in expected.AttachedPolicyArns.Except(AttachedPolicyArns, StringComparer.Ordinal))
            yield return $"no longer policy {arn}";
        foreach (var (name, _) in expected.InlinePolicies.Where(policy =>
            InlinePolicies.All(own => own.PolicyName != policy.PolicyName))) yield return $"no longer inline policy {name}";
    }

    /// <summary>A document that cannot be read is compared to the letter.</summary>
    private static string Canonical(string document)
    {
        try
        {
            return PolicyDocument.Parse(document).Canonical;
        }
        catch (PolicyFormatException)
        {
            return document;
        }
    }
}
