using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// What was read of an AWS account, from AWS or from files, and what was not. Immutable. Everything between reading and writing is
/// a function of it: which functions share a role, what is wrong with a role, what a repair would do.
/// </summary>
public sealed class Account
{
    /// <summary>Stands for all regions, if the mappings of none were read.</summary>
    internal const string EveryRegion = "*";

    private readonly AccountData _data;
    private readonly Lazy<Dictionary<string, LambdaFunction[]>> _byRole;
    private readonly Lazy<Dictionary<string, ExecutionRole>> _roles;
    private readonly Lazy<ILookup<string, FunctionDetail>> _detailsByRole;
    private readonly Lazy<Dictionary<(string AccountId, string Region, string Name), FunctionDetail>> _details;
    private readonly Lazy<ILookup<(string AccountId, string Region, string Name), EventSourceMapping>> _mappings;

    internal Account(AccountData data)
    {
        _data = data;
        _byRole = new(() => data.Inventory.ByRole(1).ToDictionary(group => group[0].Role, Sorted, StringComparer.OrdinalIgnoreCase));
        _detailsByRole = new(() => data.Details.ToLookup(detail => detail.Function.Role, StringComparer.OrdinalIgnoreCase));
        // Not by ARN: what came from a file may have none.
        _details = new(() => data.Details.DistinctBy(detail => KeyOf(detail.Function)).ToDictionary(detail => KeyOf(detail.Function)));
        _mappings = new(() => data.Mappings.Where(one => one.Mapping.FunctionArn is not null)
            .ToLookup(one => KeyOfMapping(one.Region, one.Mapping.FunctionArn!), one => one.Mapping));
        // Files may hold roles of several accounts, and a name is one role's within an account only.
        _roles = new(() =>
        {
            var roles = new Dictionary<string, ExecutionRole>(StringComparer.OrdinalIgnoreCase);
            foreach (var role in data.Roles) roles[KeyOf(role.AccountId, role.RoleName)] = role;
            return roles;
        });
    }

    /// <summary>Functions alone, from files or objects.</summary>
    /// <param name="functions">The functions.</param>
    /// <param name="isScoped">Some regions were left out.</param>
    public static Account OfFunctions(FunctionInventory functions, bool isScoped) =>
        new(new AccountData(functions) { IsFromFiles = true, IsScoped = isScoped });

    /// <summary>How many functions and published versions there are.</summary>
    public int CountOfFunctions => _data.Inventory.Count;

    /// <summary>Functions and published versions, as they were collected.</summary>
    internal FunctionInventory Inventory => _data.Inventory;

    /// <summary>What it was made of, for a reader that adds to it.</summary>
    internal AccountData Data => _data;

    /// <summary>The regions that were asked for, sorted; of files, those that functions in them are in.</summary>
    public IReadOnlyList<string> Regions => _data.Inventory.Regions;

    /// <summary>The regions whose functions could not be read, or not to the end, sorted.</summary>
    public IReadOnlyList<string> UnreadRegions => _data.Inventory.UnreadRegions;

    /// <summary>False if the functions of a region, a page, a file or an entry could not be read.</summary>
    public bool IsRead => _data.Inventory.IsComplete;

    /// <summary>Some enabled regions were not asked for: what is said of functions holds for <see cref="Regions"/> alone.</summary>
    public bool IsScoped => _data.IsScoped;

    /// <summary>
    /// All of it comes from files: of accounts, regions and versions whose functions are in none of them nothing is known, nor
    /// whether there are any.
    /// </summary>
    public bool IsFromFiles => _data.IsFromFiles;

    /// <summary>What was not read of the functions, as a text for a person.</summary>
    public string Unread => UnreadRegions.Count > 0 ? string.Join(", ", UnreadRegions) : "see the errors";

    /// <summary>Every function and published version.</summary>
    public IEnumerable<LambdaFunction> Functions => _byRole.Value.Values.SelectMany(functions => functions);

    /// <summary>The functions with their settings, without published versions; empty if settings were not asked for.</summary>
    public IReadOnlyList<FunctionDetail> Details => _data.Details;

    /// <summary>The roles that were read.</summary>
    public IReadOnlyList<ExecutionRole> Roles => _data.Roles;

    /// <summary>Roles that were asked for by name and could not be read.</summary>
    public IReadOnlyList<RoleReference> UnreadRoles => _data.UnreadRoles;

    /// <summary>All roles of the account were read, not only those that functions name.</summary>
    public bool HasAllRoles => _data.HasAllRoles;

    /// <summary>Why not all roles were read, if that is known.</summary>
    public string? WhyNotAllRoles => _data.WhyNotAllRoles;

    /// <summary>How many roles there are and may be; null if that was not asked for.</summary>
    public RoleQuota? RoleQuota => _data.RoleQuota;

    internal FunctionPolicies? Policies => _data.Policies;

    /// <summary>The roles that functions name.</summary>
    public IEnumerable<RoleReference> UsedRoles => _byRole.Value.Keys
        .Select(arn =>
            RoleReference.TryParse(arn, out var reference)
                ? reference
                : throw new InvalidOperationException($"'{arn}' is not a role's ARN."));

    /// <summary>ARNs of the roles that two or more functions use.</summary>
    public IEnumerable<string> SharedRoles => _byRole.Value.Where(role => CountFunctions(role.Value) > 1).Select(role => role.Key);

    /// <summary>The functions and versions that run under a role, by region and name.</summary>
    public IReadOnlyList<LambdaFunction> FunctionsOn(string roleArn) => _byRole.Value.GetValueOrDefault(roleArn) ?? [];

    /// <summary>The functions with their settings that run under a role.</summary>
    public IReadOnlyList<FunctionDetail> DetailsOn(string roleArn) => [.. _detailsByRole.Value[roleArn]];

    /// <summary>A function's settings; null if they were not read.</summary>
    public FunctionDetail? DetailOf(LambdaFunction function) => _details.Value.GetValueOrDefault(KeyOf(function));

    /// <summary>How many functions use a role. Versions of one function count once.</summary>
    public int CountOn(string roleArn) => CountFunctions(FunctionsOn(roleArn));

    /// <summary>Is a role shared? Null if one function uses it, and not all that was asked for could be read.</summary>
    public bool? IsShared(string roleArn) => CountOn(roleArn) > 1 ? true : IsRead ? false : null;

    /// <summary>The role that an ARN names; one that does not exist if all roles were read; null if that is not known.</summary>
    public ExecutionRole? RoleOf(string arn)
    {
        if (!RoleReference.TryParse(arn, out var reference) || reference.Arn is not { } parsed) return null;
        if (_roles.Value.TryGetValue(KeyOf(parsed.AccountId, reference.RoleName), out var role))
            return !role.Exists || role.RoleArn.Equals(arn, StringComparison.OrdinalIgnoreCase)
                ? role
                : AccountRoleReader.Missing(reference);
        // A role of another account cannot be read here; Lambda allows none, but a file may hold anything.
        return HasAllRoles && Roles.Any(known => known.AccountId == parsed.AccountId) ? AccountRoleReader.Missing(reference) : null;
    }

    /// <summary>The role of a name in an account; null if there is none, or if it was not read.</summary>
    public ExecutionRole? FindRole(string accountId, string name) => _roles.Value.GetValueOrDefault(KeyOf(accountId, name));

    /// <summary>Names of other roles whose trust policies name a role: by its ARN, or by its id, which IAM puts in its place.</summary>
    public IEnumerable<string> RolesTrusting(ExecutionRole role) => Roles
        .Where(other => other.TrustPolicy is { } trust && other.RoleName != role.RoleName && RoleReference.IsNamedIn(trust, role))
        .Select(other => other.RoleName).Order(StringComparer.Ordinal);

    /// <summary>The event source mappings of a function, its versions and aliases; null if those of its region were not read.</summary>
    public IReadOnlyList<EventSourceMapping>? MappingsOf(LambdaFunction function) =>
        WhyNoMappings(function.Region) is null ? [.. _mappings.Value[KeyOf(function)]] : null;

    /// <summary>Why the mappings of a region are not known; null if they are.</summary>
    public string? WhyNoMappings(string region) =>
        _data.MappingsUnread.GetValueOrDefault(region) ?? _data.MappingsUnread.GetValueOrDefault(EveryRegion);

    private static LambdaFunction[] Sorted(List<LambdaFunction> functions) =>
    [
        .. functions.OrderBy(function => function.Region, StringComparer.Ordinal)
            .ThenBy(function => function.FunctionName, StringComparer.Ordinal)
            .ThenBy(function => function.FunctionArn, StringComparer.Ordinal),
    ];

    /// <summary>Versions of one function on one role do not share it.</summary>
    private static int CountFunctions(IReadOnlyList<LambdaFunction> functions) =>
        functions.DistinctBy(KeyOf).Count();

    private static (string AccountId, string Region, string Name) KeyOf(LambdaFunction function) =>
        (function.AccountId, function.Region, function.FunctionName);

    private static string KeyOf(string accountId, string roleName) => $"{accountId}/{roleName}";

    /// <summary>"arn:aws:lambda:region:account:function:name", with a version or an alias or without.</summary>
    private static (string AccountId, string Region, string Name) KeyOfMapping(string region, string functionArn) =>
        functionArn.Split(':') is { Length: > 6 } parts ? (parts[4], region, parts[6]) : ("", region, functionArn);
}
