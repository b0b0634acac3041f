using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>What Allow statements grant for entire AWS services.</summary>
internal static class BroadStatements
{
    /// <summary>A service prefix that contains wildcards does not name a single service.</summary>
    private static readonly char[] Wildcards = ['*', '?'];

    /// <summary>
    /// Returns the services that statements apply to: the services that they name, or all services if a statement does not name one.
    /// </summary>
    public static IReadOnlyCollection<string> ServicesOf(IEnumerable<PolicyStatement> statements)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var statement in statements)
        {
            if (statement.Actions.IsNot) return ActionCatalog.Prefixes;
            foreach (var action in statement.Actions.Values)
            {
                var colon = action.IndexOf(':', StringComparison.Ordinal);
                if (colon < 0 || action.AsSpan(0, colon).IndexOfAny(Wildcards) >= 0) return ActionCatalog.Prefixes;
                found.Add(action[..colon].ToLowerInvariant());
            }
        }

        return found;
    }

    /// <summary>
    /// Returns true if a statement names a service's actions with wildcards or by exclusion. Otherwise each action was named on purpose.
    /// </summary>
    public static bool IsMeantWhole(PolicyStatement statement, AwsService service) => statement.Actions.IsNot
        || statement.Actions.Values.Any(action => action.AsSpan().IndexOfAny(Wildcards) >= 0
            && (action.IndexOf(':', StringComparison.Ordinal) is var colon
                && (colon < 0 || action.AsSpan(0, colon).IndexOfAny(Wildcards) >= 0
                    || action.AsSpan(0, colon).Equals(service.Prefix, StringComparison.OrdinalIgnoreCase))));

    /// <summary>Returns the actions of a service that a statement matches.</summary>
    public static IEnumerable<ServiceAction> ActionsOf(PolicyStatement statement, AwsService service) =>
        !statement.Actions.IsNot && statement.Actions.Patterns.Globs.All(glob => glob.IsLiteral)
            ? statement.Actions.Patterns.Globs.Select(glob => service.Find(glob.Literal!)).OfType<ServiceAction>()
            : service.Actions.Where(action => statement.Actions.Patterns.Contains(action.Action) == true);

    /// <summary>Returns the given actions (in lower case) that a statement matches.</summary>
    public static IEnumerable<string> AmongOf(PolicyStatement statement, IReadOnlySet<string> actions) =>
        !statement.Actions.IsNot && statement.Actions.Patterns.Globs.All(glob => glob.IsLiteral)
            ? statement.Actions.Patterns.Globs.Select(glob => glob.Literal!).Where(actions.Contains)
            : actions.Where(action => statement.Actions.Patterns.Contains(action) == true);

    /// <summary>Returns true if each action of a service matches at least one of the statements.</summary>
    public static bool MatchAll(IReadOnlyList<PolicyStatement> statements, AwsService service) =>
        service.Actions.Count > 0
            && service.Actions.All(action => statements.Any(statement => statement.Actions.Patterns.Contains(action.Action) == true));
}
