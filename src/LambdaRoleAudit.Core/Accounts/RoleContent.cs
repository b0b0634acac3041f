using System.Security.Cryptography;
using System.Text;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// The content of a role: its path, trust policy, permissions boundary, managed and inline policies. Documents are compared in their
/// canonical form, so that white space and order do not matter. Description, session duration and tags are not content.
/// </summary>
/// <param name="Path">The path, including slashes.</param>
/// <param name="TrustPolicy">The trust policy.</param>
/// <param name="PermissionsBoundaryArn">The permissions boundary; null if there is none.</param>
/// <param name="AttachedPolicyArns">The managed policies.</param>
/// <param name="InlinePolicies">The inline policies: name and document.</param>
public sealed record RoleContent(
    string Path, string TrustPolicy, string? PermissionsBoundaryArn, IReadOnlyList<string> AttachedPolicyArns,
    IReadOnlyList<InlinePolicy> InlinePolicies)
{
    /// <summary>
    /// The customer managed policies that were created for the role (<see cref="CreatedPolicy"/>), by their full names. They are not among
    /// <see cref="AttachedPolicyArns"/>.
    /// </summary>
    public IReadOnlyList<InlinePolicy> CreatedPolicies { get; init; } = [];

    /// <summary>Returns the content of a role.</summary>
    public static RoleContent Of(ExecutionRole role) => new(
        role.Path, role.TrustPolicy ?? "", role.PermissionsBoundary?.PolicyArn,
        [.. role.AttachedPolicies.Where(policy => !CreatedPolicy.Is(role.RoleArn, policy.PolicyArn!)).Select(policy => policy.PolicyArn!)],
        [.. role.InlinePolicies.Select(policy => new InlinePolicy(policy.PolicyName, policy.Document ?? ""))])
    {
        CreatedPolicies = [
            .. role.AttachedPolicies.Where(policy => CreatedPolicy.Is(role.RoleArn, policy.PolicyArn!))
                .Select(policy => new InlinePolicy(policy.PolicyName, policy.Document ?? ""))],
    };

    /// <summary>
    /// The SHA-256 hash of the content, as 64 hexadecimal digits. The same content always has the same hash, however it is written.
    /// </summary>
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
            // Their names contain this hash, so only their numbers count.
            foreach (var (name, document) in CreatedPolicies.OrderBy(policy => CreatedPolicy.NumberOf(policy.PolicyName)))
                text.Append("created\0").Append(CreatedPolicy.NumberOf(name)).Append('\0').Append(Canonical(document)).Append('\0');
            return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))).ToLowerInvariant();
        }
    }

    /// <summary>
    /// Returns what this content has that the other does not have, or has differently: one text for each, to follow "it has". Empty if it
    /// is a part of the other.
    /// </summary>
    public IEnumerable<string> Beyond(RoleContent other)
    {
        if (Path != other.Path) yield return $"path {Path}";
        if (Canonical(TrustPolicy) != Canonical(other.TrustPolicy)) yield return "another trust policy";
        if (PermissionsBoundaryArn != other.PermissionsBoundaryArn) yield return $"permissions boundary {PermissionsBoundaryArn ?? "none"}";
        foreach (var arn in AttachedPolicyArns.Except(other.AttachedPolicyArns, StringComparer.Ordinal)) yield return $"policy {arn}";
        foreach (var more in Beyond("inline policy", InlinePolicies, other.InlinePolicies)) yield return more;
        foreach (var more in Beyond("policy", CreatedPolicies, other.CreatedPolicies)) yield return more;
    }

    private static IEnumerable<string> Beyond(string kind, IReadOnlyList<InlinePolicy> policies, IReadOnlyList<InlinePolicy> others)
    {
        foreach (var (name, document) in policies)
        {
            var same = others.FirstOrDefault(policy => policy.PolicyName == name);
            if (same is null) yield return $"{kind} {name}";
            else if (Canonical(document) != Canonical(same.Document)) yield return $"another document in {kind} {name}";
        }
    }

    /// <summary>
    /// Returns the differences between this content and the expected content, in both directions. Empty if they are the same.
    /// </summary>
    public IEnumerable<string> DifferencesFrom(RoleContent expected)
    {
        foreach (var more in Beyond(expected)) yield return more;
        foreach (var arn in expected.AttachedPolicyArns.Except(AttachedPolicyArns, StringComparer.Ordinal))
            yield return $"no longer policy {arn}";
        foreach (var (name, _) in expected.InlinePolicies.Where(policy =>
            InlinePolicies.All(own => own.PolicyName != policy.PolicyName))) yield return $"no longer inline policy {name}";
        foreach (var (name, _) in expected.CreatedPolicies.Where(policy =>
            CreatedPolicies.All(own => own.PolicyName != policy.PolicyName))) yield return $"no longer policy {name}";
    }

    /// <summary>
    /// Returns a document in the form that is the same for every way to write it. A document that cannot be read is compared literally.
    /// </summary>
    internal static string Canonical(string document)
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
