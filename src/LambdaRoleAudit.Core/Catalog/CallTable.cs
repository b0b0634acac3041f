using System.Collections.Frozen;

namespace LambdaRoleAudit.Catalog;

/// <summary>The rows of <c>call-exceptions.tsv</c>.</summary>
internal static class CallTable
{
    private const string AnyName = "*";

    private static readonly FrozenDictionary<(string Source, string Name), List<CallRule>> Rules = TabTable.Read("call-exceptions.tsv", 6)
        .SelectMany(row => TabTable.Words(row[1]).Select(name =>
            (Key: (row[0], name.ToUpperInvariant()), Rule: new CallRule(row[2], row[3], row[4]))))
        .GroupBy(pair => pair.Key, pair => pair.Rule)
        .ToFrozenDictionary(group => group.Key, group => group.ToList());

    /// <summary>The names of the event sources of which a table has more than the names of actions.</summary>
    public static IReadOnlyList<string> Sources { get; } =
    [
        .. Rules.Keys.Select(key => key.Source).Concat(EventSourceNames.Listed)
            .Concat(ResourceTable.Services)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>Returns the rules of a call; those of all the source's calls if it does not have its own.</summary>
    public static IReadOnlyList<CallRule> RulesOf(string source, string name) =>
        Rules.TryGetValue((source, name.ToUpperInvariant()), out var own) ? own : Rules.GetValueOrDefault((source, AnyName), []);

    /// <summary>Returns the top-level parameters that rules and templates of an event source read.</summary>
    public static IReadOnlyList<string> ParametersOf(string source)
    {
        var own = Rules.Where(pair => pair.Key.Source == source).SelectMany(pair => pair.Value).ToList();
        var other = own.Where(rule => rule.Template is null).SelectMany(rule => rule.Actions).Select(action => action.Name.Split(':')[0]);
        var services = EventSourceNames.PrefixesOf(source).Concat(other).Distinct(StringComparer.Ordinal)
            .Select(ActionCatalog.Find).OfType<AwsService>();
        return
        [
            .. own.SelectMany(rule => rule.Conditions).Select(condition => condition.Path.Parameter)
                .Concat(own.SelectMany(rule => rule.Template ?? []).SelectMany(template => template.Parameters))
                .Concat(own.SelectMany(rule => rule.Reader is null ? [] : CallReaders.ParametersOf(rule.Reader)))
                .Concat(services.SelectMany(ResourceTable.ParametersOf))
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
    }
}
