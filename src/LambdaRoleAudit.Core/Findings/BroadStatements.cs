using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>What some allow statements give of the services of AWS, as a whole.</summary>
internal static class BroadStatements
{
    /// <summary>A service prefix with more than letters in it is no single service.</summary>
    private static readonly char[] Wildcards = ['*', '?'];

    /// <summary>The services that statements have to do with: those that they name, or all where one names none.</summary>
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

    /// <summary>Do they name a service's actions with wildcards, or by what they leave out? Otherwise each was meant.</summary>
    public static bool IsMeantWhole(PolicyStatement statement, AwsService service) => statement.Actions.IsNot
        || statement.Actions.Values.Any(action => action.AsSpan().IndexOfAny(Wildcards) >= 0
            && (action.IndexOf(':', StringComparison.Ordinal) is var colon
                && (colon < 0 || action.AsSpan(0, colon).IndexOfAny(Wildcards) >= 0
                    || action.AsSpan(0, colon).Equals(service.Prefix, StringComparison.OrdinalIgnoreCase))));

    /// <summary>The actions of a service that a statement matches.</summary>
    public static IEnumerable<ServiceAction> ActionsOf(PolicyStatement statement, AwsService service) =>
        !statement.Actions.IsNot && statement.Actions.Patterns.Globs.All(glob => glob.IsLiteral)
            ? statement.Actions.Patterns.Globs.Select(glob => service.Find(glob.Literal!)).OfType<ServiceAction>()
            : service.Actions.Where(action => statement.Actions.Patterns.Contains(action.Action) == true);

    /// <summary>Which of some actions (lower case) a statement matches.</summary>
    public static IEnumerable<string> AmongOf(PolicyStatement statement, IReadOnlySet<string> actions) =>
        !statement.Actions.IsNot && statement.Actions.Patterns.Globs.All(glob => glob.IsLiteral)
            ? statement.Actions.Patterns.Globs.Select(glob => glob.Literal!).Where(actions.Contains)
            : actions.Where(action => statement.Actions.Patterns.Contains(action) == true);

    /// <summary>Does each action of a service match one of them at least?</summary>
    public static bool MatchAll(IReadOnlyList<PolicyStatement> statements, AwsService service) =>
        service.Actions.Count > 0
            && service.Actions.All(action => statements.Any(statement => statement.Actions.Patterns.Contains(action.Action) == true));
}
