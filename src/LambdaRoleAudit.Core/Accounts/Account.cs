using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// The data that was read of an AWS account, from AWS or from files, and what could not be read. Immutable. Everything between reading and
/// writing is a function of it: which functions share a role, what is wrong with a role, what a repair would do.
/// </summary>
public sealed class Account
{
    /// <summary>Stands for all regions, if no mappings were read.</summary>
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
        // The key is not the ARN, because functions from a file may not have one.
        _details = new(() => data.Details.DistinctBy(detail => KeyOf(detail.Function)).ToDictionary(detail => KeyOf(detail.Function)));
        _mappings = new(() => data.Mappings.Where(one => one.Mapping.FunctionArn is not null)
            .ToLookup(one => KeyOfMapping(one.Region, one.Mapping.FunctionArn!), one => one.Mapping));
        // Files can contain roles of several accounts, and a role name is unique only within an account.
        _roles = new(() =>
        {
            var roles = new Dictionary<string, ExecutionRole>(StringComparer.OrdinalIgnoreCase);
            foreach (var role in data.Roles) roles[KeyOf(role.AccountId, role.RoleName)] = role;
            return roles;
        });
    }

    /// <summary>Creates an account with functions only, from files or objects.</summary>
    /// <param name="functions">The functions.</param>
    /// <param name="isScoped">True if some regions were left out.</param>
    public static Account OfFunctions(FunctionInventory functions, bool isScoped) =>
        new(new AccountData(functions) { IsFromFiles = true, IsScoped = isScoped });

    /// <summary>The number of functions and published versions.</summary>
    public int CountOfFunctions => _data.Inventory.Count;

    /// <summary>Functions and published versions, as they were collected.</summary>
    internal FunctionInventory Inventory => _data.Inventory;

    /// <summary>The data behind the account, for a reader that adds to it.</summary>
    internal AccountData Data => _data;

    /// <summary>The requested regions, sorted. For files, the regions of the functions in them.</summary>
    public IReadOnlyList<string> Regions => _data.Inventory.Regions;

    /// <summary>The regions whose functions could not be read, or could not be read completely, sorted.</summary>
    public IReadOnlyList<string> UnreadRegions => _data.Inventory.UnreadRegions;

    /// <summary>False if the functions of a region, a page, a file or an entry could not be read.</summary>
    public bool IsRead => _data.Inventory.IsComplete;

    /// <summary>
    /// True if some enabled regions were not requested. Statements about functions are then valid only for <see cref="Regions"/>.
    /// </summary>
    public bool IsScoped => _data.IsScoped;

    /// <summary>
    /// True if all data comes from files. Accounts, regions and versions without functions in the files are then unknown, and so is whether
    /// they exist.
    /// </summary>
    public bool IsFromFiles => _data.IsFromFiles;

    /// <summary>The functions that were not read, as text for a person.</summary>
    public string Unread => UnreadRegions.Count > 0 ? string.Join(", ", UnreadRegions) : "see the errors";

    /// <summary>Every function and published version.</summary>
    public IEnumerable<LambdaFunction> Functions => _byRole.Value.Values.SelectMany(functions => functions);

    /// <summary>The functions with their settings, without published versions; empty if settings were not requested.</summary>
    public IReadOnlyList<FunctionDetail> Details => _data.Details;

    /// <summary>The roles that were read.</summary>
    public IReadOnlyList<ExecutionRole> Roles => _data.Roles;

    /// <summary>The roles that were requested by name but could not be read.</summary>
    public IReadOnlyList<RoleReference> UnreadRoles => _data.UnreadRoles;

    /// <summary>True if all roles of the account were read, not only the roles that functions name.</summary>
    public bool HasAllRoles => _data.HasAllRoles;

    /// <summary>The reason why not all roles were read, if it is known.</summary>
    public string? WhyNotAllRoles => _data.WhyNotAllRoles;

    /// <summary>The number of roles and the quota; null if they were not requested.</summary>
    public RoleQuota? RoleQuota => _data.RoleQuota;

    internal FunctionPolicies? Policies => _data.Policies;

    /// <summary>The policies of resources; null if they were not requested.</summary>
    public ResourcePolicyData? ResourcePolicies => _data.ResourcePolicies;

    internal FunctionAliases? Aliases => _data.Aliases;

    /// <summary>The roles that functions name.</summary>
    public IEnumerable<RoleReference> UsedRoles => _byRole.Value.Keys
        .Select(arn =>
            RoleReference.TryParse(arn, out var reference)
                ? reference
                : throw new InvalidOperationException($"'{arn}' is not a role's ARN."));

    /// <summary>The ARNs of the roles that two or more functions use.</summary>
    public IEnumerable<string> SharedRoles => _byRole.Value.Where(role => CountFunctions(role.Value) > 1).Select(role => role.Key);

    /// <summary>Returns the functions and versions that run under a role, sorted by region and name.</summary>
    public IReadOnlyList<LambdaFunction> FunctionsOn(string roleArn) => _byRole.Value.GetValueOrDefault(roleArn) ?? [];

    /// <summary>Returns the functions with their settings that run under a role.</summary>
    public IReadOnlyList<FunctionDetail> DetailsOn(string roleArn) => [.. _detailsByRole.Value[roleArn]];

    /// <summary>Returns a function's settings; null if they were not read.</summary>
    public FunctionDetail? DetailOf(LambdaFunction function) => _details.Value.GetValueOrDefault(KeyOf(function));

    /// <summary>Returns the number of functions that use a role. Versions of one function count once.</summary>
    public int CountOn(string roleArn) => CountFunctions(FunctionsOn(roleArn));

    /// <summary>Returns true if a role is shared; null if one function uses it, but not all requested data could be read.</summary>
    public bool? IsShared(string roleArn) => CountOn(roleArn) > 1 ? true : IsRead ? false : null;

    /// <summary>
    /// Returns the role with the given ARN. If all roles were read and the role is not among them, returns a role that does not exist.
    /// Returns null if it is not known whether the role exists.
    /// </summary>
    public ExecutionRole? RoleOf(string arn)
    {
        if (!RoleReference.TryParse(arn, out var reference) || reference.Arn is not { } parsed) return null;
        if (_roles.Value.TryGetValue(KeyOf(parsed.AccountId, reference.RoleName), out var role))
            return !role.Exists || role.RoleArn.Equals(arn, StringComparison.OrdinalIgnoreCase)
                ? role
                : AccountRoleReader.Missing(reference);
        // A role of another account cannot be read here. Lambda does not allow such a role, but a file can contain anything.
        return HasAllRoles && Roles.Any(known => known.AccountId == parsed.AccountId) ? AccountRoleReader.Missing(reference) : null;
    }

    /// <summary>Returns the role with the given name in an account; null if there is none, or if it was not read.</summary>
    public ExecutionRole? FindRole(string accountId, string name) => _roles.Value.GetValueOrDefault(KeyOf(accountId, name));

    /// <summary>
    /// Returns the names of other roles whose trust policies name a role by its ARN, or by its id, which IAM writes in place of the ARN.
    /// </summary>
    public IEnumerable<string> RolesTrusting(ExecutionRole role) => Roles
        .Where(other => other.TrustPolicy is { } trust && other.RoleName != role.RoleName && RoleReference.IsNamedIn(trust, role))
        .Select(other => other.RoleName).Order(StringComparer.Ordinal);

    /// <summary>
    /// Returns the event source mappings of a function, its versions and aliases; null if the mappings of its region were not read.
    /// </summary>
    public IReadOnlyList<EventSourceMapping>? MappingsOf(LambdaFunction function) =>
        WhyNoMappings(function.Region) is null ? [.. _mappings.Value[KeyOf(function)]] : null;

    /// <summary>Returns the reason why the mappings of a region are not known; null if they are known.</summary>
    public string? WhyNoMappings(string region) =>
        _data.MappingsUnread.GetValueOrDefault(region) ?? _data.MappingsUnread.GetValueOrDefault(EveryRegion);

    private static LambdaFunction[] Sorted(List<LambdaFunction> functions) =>
    [
        .. functions.OrderBy(function => function.Region, StringComparer.Ordinal)
            .ThenBy(function => function.FunctionName, StringComparer.Ordinal)
            .ThenBy(function => function.FunctionArn, StringComparer.Ordinal),
    ];

    /// <summary>Versions of one function that use the same role do not share it.</summary>
    private static int CountFunctions(IReadOnlyList<LambdaFunction> functions) =>
        functions.DistinctBy(KeyOf).Count();

    private static (string AccountId, string Region, string Name) KeyOf(LambdaFunction function) =>
        (function.AccountId, function.Region, function.FunctionName);

    private static string KeyOf(string accountId, string roleName) => $"{accountId}/{roleName}";

    /// <summary>The text is "arn:aws:lambda:region:account:function:name", with or without a version or an alias.</summary>
    private static (string AccountId, string Region, string Name) KeyOfMapping(string region, string functionArn) =>
        functionArn.Split(':') is { Length: > 6 } parts ? (parts[4], region, parts[6]) : ("", region, functionArn);
}
