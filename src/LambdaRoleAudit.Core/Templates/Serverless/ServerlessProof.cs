using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Proves that roles grant no more than another, for all values of what is known at deployment only: a symbol is the same unknown text in
/// both, so it is proven with a text that stands nowhere else.
/// </summary>
/// <param name="source">The role that may grant more.</param>
internal sealed partial class ServerlessProof(DeclaredRole source)
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private PolicySet? _set;
    private HashSet<string>? _statements;
    private List<(string Statement, HashSet<string> Services)> _services = [];
    private bool _isDenying;

    /// <summary>Returns the result: Proven, Unknown or Refuted, with the reason for the last two.</summary>
    public (string Outcome, string? Reason) Of(DeclaredRole target)
    {
        List<string> unknown = [.. target.Unknown, .. source.Unknown];
        if (unknown.Count > 0) return ("Unknown", string.Join(' ', unknown.Distinct(StringComparer.Ordinal)));
        if (target.PermissionsBoundaryArn != source.PermissionsBoundaryArn) return ("Unknown", "The permissions boundaries differ.");
        // The document of a managed policy is not needed if the source has the policy too.
        var added = target.ManagedPolicyArns.Except(source.ManagedPolicyArns, StringComparer.Ordinal)
            .Concat(Addresses(target).Except(Addresses(source), StringComparer.Ordinal)).FirstOrDefault();
        if (added is not null) return ("Unknown", $"The shared role does not have the managed policy {Symbol.Shown(added)}.");
        try
        {
            if (_statements is null)
            {
                _statements = [.. Statements(source)];
                _services = [.. _statements.Select(statement => (statement, ServicesOf(statement)))];
                _isDenying = _statements.Any(IsDeny);
            }

            // A document that is not known can allow what the source denies.
            if (_isDenying && target.ManagedPolicyArns.Count + target.DeclaredPolicies.Count > 0
                && _statements.Where(IsDeny).Except(Statements(target), StringComparer.Ordinal).Any())
                return ("Unknown", "The shared role denies what a managed policy of the new role can allow.");
            var others = Others(target).ToList();
            var candidate = SetOf(others);
            // The statements about the same services are enough in most cases, and a role can have hundreds of others.
            var services = ServicesOf(string.Join(' ', others));
            var proof = PolicyProver.GrantsNoMoreThan(candidate, SetOf(
                _services.Where(one => IsDeny(one.Statement) || one.Services.Overlaps(services)).Select(one => one.Statement)));
            if (proof.Outcome != ProofOutcome.Proven) proof = PolicyProver.GrantsNoMoreThan(candidate, _set ??= SetOf(_statements));
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

    /// <summary>
    /// The statements of a role that are to be proven. One that the source has word for word allows the same there, unless the source
    /// denies something; so services of hundreds of functions need no proofs of hundreds of statements each.
    /// </summary>
    private IEnumerable<string> Others(DeclaredRole target) => _isDenying
        ? Statements(target)
        : Statements(target).Where(one => !_statements!.Contains(one));

    private static bool IsDeny(string statement) => statement.Contains("\"Deny\"", StringComparison.Ordinal);

    private static HashSet<string> ServicesOf(string statement) =>
        [.. Service().Matches(statement).Select(service => service.Value)];

    private static PolicySet SetOf(IEnumerable<string> statements) => new(
        [PolicyDocument.Parse($$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', statements)}}]}""")]);

    private static IEnumerable<string> Addresses(DeclaredRole role) => role.DeclaredPolicies.Select(policy => policy.PolicyName);

    private IEnumerable<string> Statements(DeclaredRole role) => role.InlinePolicies
        .Select(policy => JsonNode.Parse(Named(policy.Document))?["Statement"])
        .SelectMany(statement => statement is JsonArray list ? [.. list] : new[] { statement })
        .OfType<JsonNode>().Select(statement => statement.ToJsonString());

    private string Named(string document) => Symbol.Replace(document, (symbol, _) =>
    {
        if (!_names.TryGetValue(symbol, out var name))
            _names[symbol] = name = string.Create(CultureInfo.InvariantCulture, $"zq{_names.Count}qz");
        return name;
    });

    /// <summary>The service of an action, with the quotation mark before it. An ARN is not one.</summary>
    [GeneratedRegex("\"(?!arn:)[a-z0-9-]+:(?=[A-Za-z*])")]
    private static partial Regex Service();
}
