namespace LambdaRoleAudit.Policies;

/// <summary>Conditions that must hold, and conditions that must not: is there a request for which all of that is so?</summary>
internal static class ConditionSolver
{
    /// <summary>A value that stands for "anything else".</summary>
    private const string Other = "x";

    /// <summary>Decides, key by key: what one key's value is says nothing of another's.</summary>
    /// <param name="demands">The conditions; true where they must hold.</param>
    /// <param name="values">Values of keys that do it, where some do. A key that is not there must be absent.</param>
    public static LanguageAnswer Solve(IReadOnlyList<(PolicyCondition Condition, bool Holds)> demands, Dictionary<string, IReadOnlyList<string>> values)
    {
        var answer = LanguageAnswer.Found;
        foreach (var key in demands.GroupBy(demand => demand.Condition.Key, StringComparer.OrdinalIgnoreCase))
        {
            switch (SolveKey([.. key], out var found))
            {
                case LanguageAnswer.Empty: return LanguageAnswer.Empty;
                case LanguageAnswer.Unknown: answer = LanguageAnswer.Unknown; break;
                default:
                    if (found.Count > 0) values[key.Key] = found;
                    break;
            }
        }

        return answer;
    }

    /// <summary>True only where a request that meets all of the first conditions meets the last one too.</summary>
    public static bool Implies(IReadOnlyList<PolicyCondition> given, PolicyCondition wanted)
    {
        if (given.Any(condition => condition.Canonical == wanted.Canonical)) return true;
        var demands = new List<(PolicyCondition, bool)>(given.Count + 1);
        foreach (var condition in given)
            if (condition.Key.Equals(wanted.Key, StringComparison.OrdinalIgnoreCase)) demands.Add((condition, true));
        demands.Add((wanted, false));
        return Solve(demands, []) == LanguageAnswer.Empty;
    }

    private static LanguageAnswer SolveKey(List<(PolicyCondition Condition, bool Holds)> demands, out IReadOnlyList<string> found)
    {
        found = [];
        if (IsContradiction(demands)) return LanguageAnswer.Empty;
        if (demands.Exists(demand => demand.Condition.IsUnknownOperator)) return LanguageAnswer.Unknown;

        var ignored = new HashSet<string>();
        var absent = Truth.True;
        foreach (var (condition, holds) in demands)
        {
            var truth = ConditionTest.Holds(condition, RequestContext.Empty, ignored);
            absent = absent.And(holds ? truth : truth.Not());
        }

        if (absent == Truth.True) return LanguageAnswer.Found;
        var answer = SolvePresent(demands, out found);
        return answer == LanguageAnswer.Empty && absent == Truth.Unknown ? LanguageAnswer.Unknown : answer;
    }

    private static LanguageAnswer SolvePresent(List<(PolicyCondition Condition, bool Holds)> demands, out IReadOnlyList<string> found)
    {
        found = [];
        var ignored = new HashSet<string>();
        var some = new RequestContext([new(demands[0].Condition.Key, [Other])]);
        foreach (var (condition, holds) in demands.Where(demand => demand.Condition.Operator!.Kind == ConditionKind.Null))
        {
            var truth = ConditionTest.Holds(condition, some, ignored);
            if (truth == Truth.Unknown) return LanguageAnswer.Unknown;
            if (truth != Truths.Of(holds)) return LanguageAnswer.Empty;
        }

        var rest = demands.Where(demand => demand.Condition.Operator!.Kind != ConditionKind.Null).ToList();
        if (rest.Count == 0)
        {
            found = [Other];
            return LanguageAnswer.Found;
        }

        var single = rest.Where(demand => demand.Condition.Operator!.Quantifier == ConditionQuantifier.None).ToList();
        if (single.Count == rest.Count) return One(rest, out found);
        if (single.Count > 0)
        {
            // Operators for one value and for many on the same key: with one value, both have a meaning.
            return One(rest, out found) == LanguageAnswer.Found ? LanguageAnswer.Found : LanguageAnswer.Unknown;
        }

        return Many(rest, out found);
    }

    /// <summary>The key has one value.</summary>
    private static LanguageAnswer One(List<(PolicyCondition Condition, bool Holds)> demands, out IReadOnlyList<string> found)
    {
        var answer = ConditionValue.Find([.. demands.Select(demand => (demand.Condition, demand.Holds != demand.Condition.Operator!.IsNegated))], out var value);
        found = value is null ? [] : [value];
        return answer;
    }

    /// <summary>
    /// The key has any number of values. Some demands are on each value (ForAllValues that must hold, ForAnyValue that must
    /// not), the others ask that some value is so.
    /// </summary>
    private static LanguageAnswer Many(List<(PolicyCondition Condition, bool Holds)> demands, out IReadOnlyList<string> found)
    {
        var each = new List<(PolicyCondition, bool)>();
        var some = new List<(PolicyCondition, bool)>();
        foreach (var (condition, holds) in demands)
        {
            var isForAll = condition.Operator!.Quantifier == ConditionQuantifier.ForAllValues;
            (isForAll == holds ? each : some).Add((condition, holds != condition.Operator.IsNegated));
        }

        var values = new List<string>();
        var answer = LanguageAnswer.Found;
        foreach (var wanted in some.Count == 0 ? [null] : some.Select(one => ((PolicyCondition, bool)?)one))
        {
            var all = wanted is { } one ? [one, .. each] : each;
            switch (ConditionValue.Find(all, out var value))
            {
                case LanguageAnswer.Empty:
                    found = [];
                    return LanguageAnswer.Empty;
                case LanguageAnswer.Unknown: answer = LanguageAnswer.Unknown; break;
                default: values.Add(value!); break;
            }
        }

        found = [.. values.Distinct(StringComparer.Ordinal)];
        return answer;
    }

    /// <summary>
    /// One operator, and the values of one condition among those of the other: what the first lets through the other does too.
    /// True of any operator, also of values with variables.
    /// </summary>
    private static bool IsContradiction(List<(PolicyCondition Condition, bool Holds)> demands)
    {
        foreach (var (must, holds) in demands)
        {
            if (!holds) continue;
            foreach (var (mustNot, isHeld) in demands)
            {
                if (isHeld) continue;
                if (must.Canonical == mustNot.Canonical) return true;
                if (must.Operator is not { } @operator || @operator != mustNot.Operator || must.UsesVariables != mustNot.UsesVariables) continue;
                var (fewer, more) = @operator.IsNegated ? (mustNot, must) : (must, mustNot);
                if (fewer.Values.All(value => more.Values.Contains(value, StringComparer.Ordinal))) return true;
            }
        }

        return false;
    }
}
