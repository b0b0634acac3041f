using System.Globalization;

namespace LambdaRoleAudit.Policies;

/// <summary>Finds one value of a key that matches some conditions' values and does not match others'.</summary>
internal static class ConditionValue
{
    /// <summary>No number, no date, no address.</summary>
    private const string Stranger = "x";

    /// <summary>Decides. Exact where all conditions compare values of one kind.</summary>
    /// <param name="demands">Conditions; true where the value must be among theirs. Negation of the operator is taken in already.</param>
    /// <param name="value">Such a value.</param>
    public static LanguageAnswer Find(IReadOnlyList<(PolicyCondition Condition, bool IsIn)> demands, out string? value)
    {
        value = null;
        if (demands.Count == 0)
        {
            value = Stranger;
            return LanguageAnswer.Found;
        }

        if (demands.All(demand => demand.Condition.Patterns is not null))
        {
            var answer = LanguageSolver.Solve([.. demands.Select(demand => demand.IsIn ? demand.Condition.Patterns! : demand.Condition.Patterns!.Complement())], out var word);
            if (answer == LanguageAnswer.Found) value = LanguageSolver.ToText(word, PolicyVariableValues.Default);
            return answer;
        }

        foreach (var candidate in Candidates(demands.Select(demand => demand.Condition).ToList()).Distinct(StringComparer.Ordinal))
        {
            if (!demands.All(demand => Matches(demand.Condition, candidate) == Truths.Of(demand.IsIn))) continue;
            value = candidate;
            return LanguageAnswer.Found;
        }

        // The candidates are one of each kind of value that the conditions can tell apart, if they all look at the same kind;
        // and a value that is of no such kind (the key may hold other texts) must not do either.
        var kind = demands[0].Condition.Operator!.Kind;
        var isExact = demands.All(demand => demand.Condition.Operator!.Kind == kind && demand.Condition.Patterns is null
            && demand.Condition.Values.All(wanted => IsOfKind(wanted, kind)));
        return isExact && !demands.All(demand => Matches(demand.Condition, Stranger) == Truths.Of(demand.IsIn)) ? LanguageAnswer.Empty : LanguageAnswer.Unknown;
    }

    private static Truth Matches(PolicyCondition condition, string value)
    {
        // As an operator that is neither negated nor quantified sees it.
        var context = new RequestContext([new(condition.Key, [value])]);
        var holds = ConditionTest.Holds(condition, context, new HashSet<string>());
        return condition.Operator!.IsNegated ? holds.Not() : holds;
    }

    private static bool IsOfKind(string text, ConditionKind kind) => kind switch
    {
        ConditionKind.Numeric => ConditionValues.TryNumber(text, out _),
        ConditionKind.Date => ConditionValues.TryDate(text, out _),
        ConditionKind.Bool => ConditionValues.TryBool(text, out _),
        ConditionKind.Ip => ConditionValues.TryNetwork(text, out _),
        _ => true,
    };

    /// <summary>Values at, between and beyond all of the conditions' own: one for each stretch that they can tell apart.</summary>
    private static IEnumerable<string> Candidates(List<PolicyCondition> conditions)
    {
        foreach (var kind in conditions.GroupBy(condition => condition.Operator!.Kind))
        {
            var values = kind.SelectMany(condition => condition.Values).Where(value => IsOfKind(value, kind.Key));
            var candidates = kind.Key switch
            {
                ConditionKind.Numeric => Between(
                    values.Select(value => decimal.Parse(value, NumberStyles.Float, CultureInfo.InvariantCulture)),
                    (a, b) => (a / 2) + (b / 2), a => a - 1, a => a + 1, number => number.ToString(CultureInfo.InvariantCulture)),
                ConditionKind.Date => Between(
                    values.Select(Date),
                    (a, b) => a + ((b - a) / 2), a => a.AddDays(-1), a => a.AddDays(1), date => date.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture)),
                ConditionKind.Bool => ["true", "false"],
                ConditionKind.Ip => values.SelectMany(Addresses).Append("192.0.2.1").Append("2001:db8::1").Append("0.0.0.0").Append("::"),
                ConditionKind.Binary => values.Append("eA=="),
                _ => kind.SelectMany(condition => condition.Patterns!.Globs).Select(Example).Append(Stranger),
            };
            foreach (var candidate in candidates) yield return candidate;
        }
    }

    private static string Example(Glob glob) => LanguageSolver.Solve([new GlobSet([glob], isNegated: false)], out var word) == LanguageAnswer.Found
        ? LanguageSolver.ToText(word, PolicyVariableValues.Default)
        : Stranger;

    private static DateTimeOffset Date(string value) => ConditionValues.TryDate(value, out var date) ? date.ToUniversalTime() : default;

    private static IEnumerable<string> Between<T>(IEnumerable<T> values, Func<T, T, T> middle, Func<T, T> below, Func<T, T> above, Func<T, string> write)
    {
        var sorted = values.Distinct().Order().ToList();
        if (sorted.Count == 0) yield break;
        yield return write(sorted[0]);
        yield return write(above(sorted[^1]));
        yield return write(below(sorted[0]));
        for (var i = 1; i < sorted.Count; i++)
        {
            yield return write(sorted[i]);
            yield return write(middle(sorted[i - 1], sorted[i]));
        }
    }

    /// <summary>Where membership may change: a network's first address, and the one behind its last.</summary>
    private static IEnumerable<string> Addresses(string value)
    {
        if (!ConditionValues.TryNetwork(value, out var network)) yield break;
        yield return ConditionValues.ToAddress(network.IsV6, network.First);
        var largest = network.IsV6 ? UInt128.MaxValue : uint.MaxValue;
        if (network.Last != largest) yield return ConditionValues.ToAddress(network.IsV6, network.Last + 1);
    }
}
