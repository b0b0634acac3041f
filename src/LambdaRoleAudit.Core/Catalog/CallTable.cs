using System.Collections.Frozen;

namespace LambdaRoleAudit.Catalog;

/// <summary>The rows of <c>call-exceptions.tsv</c> and <c>call-resources.tsv</c>.</summary>
internal static class CallTable
{
    private const string AnyName = "*";

    /// <summary>By action, and by service with <c>s3:*</c> for the actions that have no row.</summary>
    private static readonly FrozenDictionary<string, IReadOnlyList<ResourceTemplate>> Templates = TabTable.Read("call-resources.tsv", 3)
        .SelectMany(row => TabTable.Words(row[0]).Select(action => (Action: action, Templates: ResourceTemplate.ReadAll(row[1]))))
        .ToFrozenDictionary(pair => pair.Action, pair => pair.Templates, StringComparer.Ordinal);

    private static readonly FrozenDictionary<(string Source, string Name), List<CallRule>> Rules = TabTable.Read("call-exceptions.tsv", 6)
        .SelectMany(row => TabTable.Words(row[1]).Select(name =>
            (Key: (row[0], name.ToUpperInvariant()), Rule: new CallRule(row[2], row[3], row[4]))))
        .GroupBy(pair => pair.Key, pair => pair.Rule)
        .ToFrozenDictionary(group => group.Key, group => group.ToList());

    /// <summary>The names of the event sources of which a table has more than the names of actions.</summary>
    public static IReadOnlyList<string> Sources { get; } =
    [
        .. Rules.Keys.Select(key => key.Source).Concat(EventSourceNames.Listed)
            .Concat(Templates.Keys.Select(action => action[..action.IndexOf(':', StringComparison.Ordinal)]))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>Returns the templates of an action's resources.</summary>
    public static IReadOnlyList<ResourceTemplate> TemplatesOf(string action) => Templates.TryGetValue(action, out var own)
        ? own
        : Templates.GetValueOrDefault($"{action[..action.IndexOf(':', StringComparison.Ordinal)]}:{AnyName}", []);

    /// <summary>Returns the rules of a call; those of all the source's calls if it does not have its own.</summary>
    public static IReadOnlyList<CallRule> RulesOf(string source, string name) => Rules.TryGetValue((source, name.ToUpperInvariant()), out var own)
        ? own
        : Rules.GetValueOrDefault((source, AnyName), []);

    /// <summary>Returns the top-level parameters that rules and templates of an event source read.</summary>
    public static IReadOnlyList<string> ParametersOf(string source)
    {
        var prefixes = EventSourceNames.PrefixesOf(source);
        var own = Rules.Where(pair => pair.Key.Source == source).SelectMany(pair => pair.Value).ToList();
        var named = own.SelectMany(rule => rule.Actions).Select(action => action.Name);
        var templates = Templates.Where(pair => prefixes.Any(prefix => pair.Key.StartsWith(prefix + ":", StringComparison.Ordinal)))
            .Select(pair => pair.Value).Concat(named.Select(TemplatesOf)).Concat(own.Select(rule => rule.Template ?? []));
        return
        [
            .. own.SelectMany(rule => rule.Conditions).Select(condition => condition.Path.Parameter)
                .Concat(templates.SelectMany(list => list).SelectMany(template => template.Parameters))
                .Concat(own.SelectMany(rule => rule.Reader is null ? [] : CallReaders.ParametersOf(rule.Reader)))
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
    }
}
