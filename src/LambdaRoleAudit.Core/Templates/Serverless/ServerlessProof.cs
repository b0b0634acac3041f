using System.Globalization;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Proves that a role grants no more than another, for all values of what is known at deployment only: a symbol is the same unknown text
/// in both, so it is proven with a text that stands nowhere else.
/// </summary>
internal static class ServerlessProof
{
    /// <summary>Returns the result: Proven, Unknown or Refuted, with the reason for the last two.</summary>
    public static (string Outcome, string? Reason) Of(DeclaredRole target, DeclaredRole source)
    {
        List<string> unknown = [.. target.Unknown, .. source.Unknown];
        if (unknown.Count > 0) return ("Unknown", string.Join(' ', unknown.Distinct(StringComparer.Ordinal)));
        if (target.PermissionsBoundaryArn != source.PermissionsBoundaryArn)
            return ("Unknown", "The permissions boundaries differ.");
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            // The document of a managed policy is not needed if the source has the policy too.
            var added = target.ManagedPolicyArns.Except(source.ManagedPolicyArns, StringComparer.Ordinal)
                .Concat(Addresses(target).Except(Addresses(source), StringComparer.Ordinal)).ToList();
            if (added.Count > 0) return ("Unknown", $"The shared role does not have the managed policy {Symbol.Shown(added[0])}.");
            var proof = PolicyProver.GrantsNoMoreThan(Set(target, names), Set(source, names));
            return proof.Outcome switch
            {
                ProofOutcome.Proven => ("Proven", null),
                ProofOutcome.Refuted => ("Refuted", proof.Witnesses[0].Request.ToString()),
                _ => ("Unknown", proof.Reason),
            };
        }
        catch (PolicyFormatException e)
        {
            return ("Unknown", e.Message);
        }
    }

    private static IEnumerable<string> Addresses(DeclaredRole role) => role.DeclaredPolicies.Select(policy => policy.PolicyName);

    private static PolicySet Set(DeclaredRole role, Dictionary<string, string> names) => new(
        role.InlinePolicies.Select(policy => PolicyDocument.Parse(Symbol.Replace(policy.Document, (text, _) => Name(text, names)))));

    private static string Name(string symbol, Dictionary<string, string> names)
    {
        if (!names.TryGetValue(symbol, out var name))
            names[symbol] = name = string.Create(CultureInfo.InvariantCulture, $"zq{names.Count}qz");
        return name;
    }
}
