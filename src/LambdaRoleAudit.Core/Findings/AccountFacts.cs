using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Findings;

/// <summary>What was read of an account, and what was not.</summary>
public sealed class AccountFacts
{
    private readonly Dictionary<string, ExecutionRole> _roles;
    private readonly ILookup<(string AccountId, string Region, string Name), EventSourceMapping> _mappings;
    private readonly Dictionary<string, string> _mappingsUnread;
    private readonly ILookup<string, FunctionDetail> _byRole;
    private readonly Dictionary<string, PolicyDocument> _documents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RoleCase?> _cases = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lazy<ILookup<string, ExecutionRole>> _trusting;

    internal AccountFacts(
        RoleUse use, IReadOnlyList<FunctionDetail> functions, IReadOnlyList<ExecutionRole> roles, bool hasAllRoles,
        IEnumerable<(string Region, EventSourceMapping Mapping)> mappings, IReadOnlyDictionary<string, string> mappingsUnread, FunctionPolicies? policies)
    {
        Use = use;
        Functions = functions;
        Roles = roles;
        HasAllRoles = hasAllRoles;
        Policies = policies;
        _trusting = new Lazy<ILookup<string, ExecutionRole>>(ReadTrusts);
        _byRole = functions.ToLookup(function => function.Function.Role, StringComparer.OrdinalIgnoreCase);
        // Files may hold roles of several accounts, and a name is one role's within an account only.
        _roles = new Dictionary<string, ExecutionRole>(StringComparer.OrdinalIgnoreCase);
        foreach (var role in roles) _roles[KeyOf(role.AccountId, role.RoleName)] = role;
        _mappings = mappings.Where(mapping => mapping.Mapping.FunctionArn is not null).ToLookup(mapping => KeyOfMapping(mapping.Region, mapping.Mapping.FunctionArn!), mapping => mapping.Mapping);
        _mappingsUnread = new Dictionary<string, string>(mappingsUnread, StringComparer.Ordinal);
    }

    /// <summary>Stands for all regions, where mappings of none were read.</summary>
    internal const string EveryRegion = "*";

    /// <summary>Which functions and versions are on which role.</summary>
    public RoleUse Use { get; }

    /// <summary>The functions, without their versions.</summary>
    public IReadOnlyList<FunctionDetail> Functions { get; }

    /// <summary>The roles that were read.</summary>
    public IReadOnlyList<ExecutionRole> Roles { get; }

    /// <summary>All roles of the account were read, not only those that functions name.</summary>
    public bool HasAllRoles { get; }

    /// <summary>Why not all roles were read, where somebody said so.</summary>
    internal string? WhyNotAllRoles { get; init; }

    /// <summary>
    /// All of it comes from files: of accounts, regions and versions whose functions are in none of them nothing is known, nor
    /// whether there are any.
    /// </summary>
    public bool IsFromFiles { get; init; }

    internal FunctionPolicies? Policies { get; }

    /// <summary>The mappings of a function, its versions and aliases; null where its region's were not read.</summary>
    internal IReadOnlyList<EventSourceMapping>? MappingsOf(LambdaFunction function) =>
        WhyNoMappings(function.Region) is null ? [.. _mappings[(function.AccountId, function.Region, function.FunctionName)]] : null;

    /// <summary>The functions on a role, without their versions.</summary>
    internal IReadOnlyList<FunctionDetail> DetailsOn(string roleArn) => [.. _byRole[roleArn]];

    /// <summary>Why a region's mappings are not known; null where they are.</summary>
    internal string? WhyNoMappings(string region) => _mappingsUnread.GetValueOrDefault(region) ?? _mappingsUnread.GetValueOrDefault(EveryRegion);

    /// <summary>The role that an ARN names; one that does not exist where all were read; null where that is not known.</summary>
    internal ExecutionRole? RoleOf(string arn)
    {
        if (!RoleReference.TryParse(arn, out var reference)) return null;
        if (_roles.TryGetValue(KeyOf(reference.Arn!.AccountId, reference.RoleName), out var role)) return !role.Exists || role.RoleArn.Equals(arn, StringComparison.OrdinalIgnoreCase) ? role : AccountRoleReader.Missing(reference);
        // A role of another account cannot be read here; Lambda allows none, but a file may hold anything.
        return HasAllRoles && Roles.Any(known => known.AccountId == reference.Arn!.AccountId) ? AccountRoleReader.Missing(reference) : null;
    }

    /// <summary>The role that a finding about another leads to, read once; null where it was not read or does not exist.</summary>
    internal RoleCase? CaseOf(string arn)
    {
        if (!_cases.TryGetValue(arn, out var known)) _cases[arn] = known = RoleOf(arn) is { Exists: true } role ? new RoleCase(role.RoleArn, role, this) : null;
        return known;
    }

    /// <summary>The roles that trust a principal of AWS, as trust policies write it.</summary>
    internal ILookup<string, ExecutionRole> Trusting => _trusting.Value;

    private ILookup<string, ExecutionRole> ReadTrusts() => Roles.Where(role => role.Exists)
        .SelectMany(role => (TrustOf(role, out _)?.Statements ?? []).Where(statement => statement is { Effect: PolicyEffect.Allow, Principals.IsNot: false })
            .SelectMany(statement => statement.Principals!.Values).Where(principal => principal == PolicyPrincipals.Everyone || principal.StartsWith("AWS:", StringComparison.Ordinal)).Select(principal => (principal, role)))
        .ToLookup(pair => pair.principal, pair => pair.role, StringComparer.OrdinalIgnoreCase);

    /// <summary>A role's trust policy; null where it cannot be understood, and why.</summary>
    internal PolicyDocument? TrustOf(ExecutionRole role, out string? why)
    {
        why = null;
        try
        {
            return Parse(role.TrustPolicy ?? "");
        }
        catch (PolicyFormatException e)
        {
            why = $"The trust policy could not be understood: {e.Message}";
            return null;
        }
    }

    /// <summary>Reads a policy's document; a managed one, which roles share, once.</summary>
    /// <exception cref="PolicyFormatException">It is none.</exception>
    internal PolicyDocument Parse(RolePolicy policy) => policy.PolicyArn is null ? PolicyDocument.Parse(policy.Document!) : Parse(policy.Document!);

    /// <summary>Reads a document that many roles have, once.</summary>
    /// <exception cref="PolicyFormatException">It is none.</exception>
    internal PolicyDocument Parse(string text)
    {
        if (!_documents.TryGetValue(text, out var document)) _documents[text] = document = PolicyDocument.Parse(text);
        return document;
    }

    private static string KeyOf(string accountId, string roleName) => $"{accountId}/{roleName}";

    /// <summary>"arn:aws:lambda:region:account:function:name", with a version or an alias or without.</summary>
    private static (string AccountId, string Region, string Name) KeyOfMapping(string region, string functionArn) =>
        functionArn.Split(':') is { Length: > 6 } parts ? (parts[4], region, parts[6]) : ("", region, functionArn);
}
