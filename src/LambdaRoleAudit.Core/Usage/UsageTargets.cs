using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Usage;

/// <summary>The functions whose usage is wanted, and their roles.</summary>
public sealed class UsageTargets
{
    private readonly Account? _account;
    private readonly Dictionary<string, ExecutionRole> _roles = new(StringComparer.OrdinalIgnoreCase);
    private readonly Selection _selection;
    private readonly RegionSelection _scope;

    private UsageTargets(Account? account, Selection selection, RegionSelection scope)
    {
        _account = account;
        _selection = selection;
        _scope = scope;
    }

    /// <summary>
    /// The number of functions for which event history is read if no source is named. More of them take long, and a trail tells more.
    /// </summary>
    public const int MostFunctionsWithoutSource = 20;

    /// <summary>The functions, sorted by name and region. Empty if only the records tell.</summary>
    public IReadOnlyList<LambdaFunction> Functions { get; private init; } = [];

    /// <summary>The roles of the functions.</summary>
    public IReadOnlyList<RoleInScope> Roles { get; private init; } = [];

    /// <summary>True if functions and roles were read, from AWS or from files.</summary>
    public bool HasAccount => _account is not null;

    /// <summary>
    /// Returns the query for the data that is needed. Functions of all regions are read, because a session of a role has only the name of
    /// its function, which functions of other regions can have too.
    /// </summary>
    /// <param name="selection">The functions and roles.</param>
    /// <param name="scope">The regions of the functions.</param>
    public static AccountQuery Query(Selection selection, RegionSelection scope) => new()
    {
        Scope = scope,
        IncludeVersions = false,
        Roles = RoleReading.Chosen,
        ChooseRoles = account =>
            [.. Chosen(account, selection, scope).Select(function => function.Role).Distinct(StringComparer.OrdinalIgnoreCase)
                .Select(arn => RoleReference.TryParse(arn, out var role) ? role : throw new InvalidOperationException(arn))],
    };

    /// <summary>Returns the targets in an account.</summary>
    public static UsageTargets Of(Account account, Selection selection, RegionSelection scope)
    {
        ArgumentNullException.ThrowIfNull(account);
        var functions = Chosen(account, selection, scope)
            .OrderBy(function => function.FunctionName, StringComparer.Ordinal).ThenBy(function => function.Region, StringComparer.Ordinal)
            .ToList();
        var targets = new UsageTargets(account, selection, scope)
        {
            Functions = functions,
            Roles = [.. functions.GroupBy(function => function.Role, StringComparer.OrdinalIgnoreCase).Select(role => new RoleInScope(
                role.Key,
                [.. account.FunctionsOn(role.Key).Where(on => !on.IsPublishedVersion && on.FunctionArn.Length > 0)
                    .Select(on => on.FunctionArn)],
                TrustsLambdaAlone(account.RoleOf(role.Key))))],
        };
        foreach (var role in targets.Roles)
            if (account.RoleOf(role.RoleArn) is { } read) targets._roles[role.RoleArn] = read;
        return targets;
    }

    /// <summary>
    /// Returns the targets if nothing of the account was read: the functions that records name, as far as they are selected.
    /// </summary>
    public static UsageTargets OfRecords(Selection selection, RegionSelection scope) => new(null, selection, scope);

    /// <summary>Returns the scope for the readers of records.</summary>
    /// <param name="from">The start of the period; null for all.</param>
    /// <param name="to">The end of the period; null for all.</param>
    public UsageScope ScopeOf(DateTimeOffset? from, DateTimeOffset? to) => new(HasAccount ? Roles : null, from, to);

    /// <summary>Returns a role that was read; null if it was not.</summary>
    public ExecutionRole? RoleOf(string roleArn) => _roles.GetValueOrDefault(roleArn);

    /// <summary>
    /// Returns true if a function that only the records name is wanted. One that ran under a role of the targets is shown unless functions
    /// were selected by name.
    /// </summary>
    internal bool Wants(LambdaFunction seen) => _scope.Matches(seen.Region) && (HasAccount
        ? _selection.Functions is null && _selection.Objects is null
            && _account!.Functions.All(known => known.FunctionArn != seen.FunctionArn)
            && Roles.Any(role => role.RoleArn == seen.Role)
        : _selection.Has(seen));

    /// <summary>Returns true if the activity of a role that no function can be named for is wanted.</summary>
    internal bool WantsRole(string roleArn, IReadOnlyCollection<LambdaFunction> functions) =>
        HasAccount ? Roles.Any(role => role.RoleArn == roleArn) : functions.Count > 0 && _selection.HasRole(roleArn, functions);

    /// <summary>Returns a problem for each selected name that none of some functions has.</summary>
    internal IEnumerable<Problem> MissingAmong(IReadOnlyCollection<LambdaFunction> functions)
    {
        var inventory = new FunctionInventoryBuilder(_ => { });
        foreach (var function in functions) inventory.Add(function);
        return _selection.Missing(Account.OfFunctions(inventory.Build(), isScoped: false));
    }

    private static IEnumerable<LambdaFunction> Chosen(Account account, Selection selection, RegionSelection scope) =>
        account.Functions.Where(function => !function.IsPublishedVersion && scope.Matches(function.Region) && selection.Has(function));

    private static bool? TrustsLambdaAlone(ExecutionRole? role)
    {
        if (role?.TrustPolicy is not { } trust) return null;
        try
        {
            return role.TrustsLambda && !OthersTrustedRule.LetsOthersIn(PolicyDocument.Parse(trust), role.AccountId);
        }
        catch (PolicyFormatException)
        {
            // Reading the role has reported it.
            return null;
        }
    }
}
