using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>An account's roles and policy documents as rules check them. Each is read only once.</summary>
/// <param name="account">The account.</param>
/// <param name="cancellationToken">Cancels the proofs.</param>
internal sealed class RoleCases(Account account, CancellationToken cancellationToken = default)
{
    private readonly Dictionary<string, PolicyDocument> _documents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RoleCase> _ofFunctions = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, RoleCase?> _reached = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(string Pattern, string Partition, string Region, string AccountId), string> _probes = [];
    private ILookup<string, ExecutionRole>? _trusting;

    /// <summary>The account.</summary>
    public Account Account => account;

    /// <summary>Returns the role that a function names.</summary>
    public RoleCase OfFunction(string arn)
    {
        if (_ofFunctions.TryGetValue(arn, out var known)) return known;
        var role = new RoleCase(arn, account.RoleOf(arn), this, cancellationToken);
        // Most roles have one function, and their results are not needed again.
        if (account.DetailsOn(arn).Count > 1) _ofFunctions[arn] = role;
        return role;
    }

    /// <summary>Returns the role that a finding about another role leads to; null if it was not read or does not exist.</summary>
    public RoleCase? Reached(string arn)
    {
        if (!_reached.TryGetValue(arn, out var known))
            _reached[arn] = known = account.RoleOf(arn) is { Exists: true } role
                ? new RoleCase(role.RoleArn, role, this, cancellationToken)
                : null;
        return known;
    }

    /// <summary>The roles that trust an AWS principal, as trust policies write it.</summary>
    public ILookup<string, ExecutionRole> Trusting => _trusting ??= account.Roles.Where(role => role.Exists)
        .SelectMany(role => (TrustOf(role, out _)?.Statements ?? [])
            .Where(statement => statement is { Effect: PolicyEffect.Allow, Principals.IsNot: false })
            .SelectMany(statement => statement.Principals!.Values)
            .Where(principal => principal == PolicyPrincipals.Everyone || principal.StartsWith("AWS:", StringComparison.Ordinal))
            .Select(principal => (principal, role)))
        .ToLookup(pair => pair.principal, pair => pair.role, StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns a role's trust policy; null, with the reason, if it is not valid.</summary>
    public PolicyDocument? TrustOf(ExecutionRole role, out string? why)
    {
        why = null;
        try
        {
            return Parse(role.TrustPolicy ?? "");
        }
        catch (PolicyFormatException e)
        {
            why = $"The trust policy could not be parsed: {e.Message}";
            return null;
        }
    }

    /// <summary>Reads a policy's document. A managed policy is read once, because roles share it.</summary>
    /// <exception cref="PolicyFormatException">It is not a policy document.</exception>
    public PolicyDocument Parse(RolePolicy policy) =>
        policy.PolicyArn is null ? PolicyDocument.Parse(policy.Document!) : Parse(policy.Document!);

    /// <summary>Returns a resource with an unknown name: a permission that reaches it reaches any name.</summary>
    public string Probe(string pattern, string partition, string region, string accountId)
    {
        if (!_probes.TryGetValue((pattern, partition, region, accountId), out var probe))
            _probes[(pattern, partition, region, accountId)] = probe = ArnTemplates.Fill(pattern, name => name switch
            {
                "Partition" => partition,
                "Region" => region,
                "Account" => accountId,
                _ => ArnTemplates.AnyName,
            });
        return probe;
    }

    private PolicyDocument Parse(string text)
    {
        if (!_documents.TryGetValue(text, out var document)) _documents[text] = document = PolicyDocument.Parse(text);
        return document;
    }
}
