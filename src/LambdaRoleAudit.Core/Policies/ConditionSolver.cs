namespace LambdaRoleAudit.Policies;

/// <summary>
/// Decides whether there is a request that meets some conditions and does not meet others. A key is absent, has one value, or, if it is
/// multivalued, several. AWS does not document the result of an operator without a set qualifier for several values.
/// </summary>
/// <param name="domainOf">Returns the possible values of a condition's key.</param>
/// <param name="budget">The budget for the work.</param>
internal sealed class ConditionSolver(Func<PolicyCondition, KeyDomain> domainOf, ProofBudget budget)
{
    /// <summary>Decides key by key, because the value of one key says nothing about another.</summary>
    /// <param name="demands">The conditions, with true for those that must be met.</param>
    /// <param name="values">Receives key values that meet the demands, if there are some. A key that is not included must be
    /// absent.</param>
    public LanguageAnswer Solve(
        IReadOnlyList<(PolicyCondition Condition, bool Holds)> demands, Dictionary<string, IReadOnlyList<string>> values)
    {
        if (demands.Count == 0) return LanguageAnswer.Found;
        var answer = LanguageAnswer.Found;
        foreach (var key in demands.GroupBy(demand => demand.Condition.Key, StringComparer.OrdinalIgnoreCase))
        {
            switch (SolveKey([.. key], domainOf(key.First().Condition), out var found))
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

    /// <summary>Returns true only if no request meets the demands and one more condition.</summary>
    public bool Contradicts(IReadOnlyList<(PolicyCondition Condition, bool Holds)> given, PolicyCondition condition, bool holds)
    {
        var demands = new List<(PolicyCondition, bool)>();
        foreach (var demand in given)
            if (demand.Condition.Key.Equals(condition.Key, StringComparison.OrdinalIgnoreCase)) demands.Add(demand);
        demands.Add((condition, holds));
        return SolveKey(demands, domainOf(condition), out _) == LanguageAnswer.Empty;
    }

    /// <summary>Returns true or false if the condition has the same result for every request.</summary>
    public Truth Decide(PolicyCondition condition) =>
        Contradicts([], condition, holds: true) ? Truth.False : Contradicts([], condition, holds: false) ? Truth.True : Truth.Unknown;

    /// <summary>Returns one value of a key, or as many as are known.</summary>
    public IReadOnlyList<string> Sample(KeyDomain domain) =>
        domain.Known ?? (Find([], domain, out var value) == LanguageAnswer.Found ? [value!] : []);

    private LanguageAnswer SolveKey(
        List<(PolicyCondition Condition, bool Holds)> demands, KeyDomain domain, out IReadOnlyList<string> found)
    {
        found = [];
        budget.Spend(2 * demands.Count);
        if (IsContradiction(demands)) return LanguageAnswer.Empty;
        if (demands.Exists(demand => demand.Condition.IsUnknownOperator)) return LanguageAnswer.Unknown;
        var answer = LanguageAnswer.Empty;
        if (domain.MayBeAbsent)
        {
            var absent = Together(demands, []);
            if (absent == Truth.True) return LanguageAnswer.Found;
            if (absent == Truth.Unknown) answer = LanguageAnswer.Unknown;
        }

        if (!domain.MayBeThere) return answer;
        if (domain.Known is { Count: > 1 } many)
        {
            found = many;
            return Together(demands, many) switch
            {
                Truth.True => LanguageAnswer.Found,
                Truth.False => answer,
                _ => LanguageAnswer.Unknown
            };
        }

        // The Null operator tests whether the key is present.
        var there =
            Together(demands.Where(demand => demand.Condition.Operator!.Kind == ConditionKind.Null), [ConditionCandidates.Stranger]);
        if (there == Truth.False) return answer;
        if (there == Truth.Unknown) answer = LanguageAnswer.Unknown;
        var rest = demands.Where(demand => demand.Condition.Operator!.Kind != ConditionKind.Null).ToList();
        switch (One(rest, domain, out found))
        {
            case LanguageAnswer.Found when there == Truth.True: return LanguageAnswer.Found;
            case LanguageAnswer.Empty: break;
            default: answer = LanguageAnswer.Unknown; break;
        }

        if (!(domain.MayBeMany || demands.Exists(demand => IsOfMany(demand.Condition))) || domain.Known is not null) return answer;
        switch (Many(rest, domain, out found))
        {
            case LanguageAnswer.Found when there == Truth.True: return LanguageAnswer.Found;
            case LanguageAnswer.Empty: break;
            default: answer = LanguageAnswer.Unknown; break;
        }

        return answer;
    }

    /// <summary>Returns true if the condition tests a key that can have several values.</summary>
    public static bool IsOfMany(PolicyCondition condition) => condition.Operator is { Quantifier: not ConditionQuantifier.None };

    /// <summary>Evaluates all demands for a key with the given values.</summary>
    private static Truth Together(IEnumerable<(PolicyCondition Condition, bool Holds)> demands, IReadOnlyList<string> values)
    {
        var all = Truth.True;
        RequestContext? context = null;
        var ignored = new HashSet<string>();
        foreach (var (condition, holds) in demands)
        {
            context ??= new RequestContext(
                [new(condition.Key, values)],
                condition.Patterns?.Globs.SelectMany(glob => glob.Variables()).Select(variable => variable.Key));
            var truth = ConditionTest.Holds(condition, context, ignored);
            all = all.And(holds ? truth : truth.Not());
        }

        return all;
    }

    /// <summary>Solves the demands if the key has one value.</summary>
    private LanguageAnswer One(List<(PolicyCondition Condition, bool Holds)> demands, KeyDomain domain, out IReadOnlyList<string> found)
    {
        var answer = Find(
            [.. demands.Select(demand => (demand.Condition, demand.Holds != demand.Condition.Operator!.IsNegated))], domain, out var value);
        found = value is null ? [] : [value];
        return answer;
    }

    /// <summary>
    /// Solves the demands if the key has several values. Some demands apply to each value (ForAllValues that must be met, ForAnyValue that
    /// must not), others require that some value matches; those without a set qualifier leave it open.
    /// </summary>
    private LanguageAnswer Many(List<(PolicyCondition Condition, bool Holds)> demands, KeyDomain domain, out IReadOnlyList<string> found)
    {
        var each = new List<(PolicyCondition, bool)>();
        var some = new List<(PolicyCondition, bool)>();
        var isOpen = false;
        foreach (var (condition, holds) in demands)
        {
            if (condition.Operator!.Quantifier == ConditionQuantifier.None)
            {
                isOpen = true;
                continue;
            }

            var isForAll = condition.Operator.Quantifier == ConditionQuantifier.ForAllValues;
            (isForAll == holds ? each : some).Add((condition, holds != condition.Operator.IsNegated));
        }

        found = [];
        var values = new List<string>();
        var answer = isOpen ? LanguageAnswer.Unknown : LanguageAnswer.Found;
        foreach (var wanted in some.Count == 0 ? [null] : some.Select(one => ((PolicyCondition, bool)?)one))
        {
            switch (Find(wanted is { } one ? [one, .. each] : each, domain, out var value))
            {
                case LanguageAnswer.Empty: return LanguageAnswer.Empty;
                case LanguageAnswer.Unknown: answer = LanguageAnswer.Unknown; break;
                default: values.Add(value!); break;
            }
        }

        found = [.. values.Distinct(StringComparer.Ordinal)];
        return answer;
    }

    /// <summary>Finds a value that matches some conditions and does not match others. Negation is already included.</summary>
    private LanguageAnswer Find(IReadOnlyList<(PolicyCondition Condition, bool IsIn)> demands, KeyDomain domain, out string? value)
    {
        value = null;
        if (domain.Known is [var only]) domain = domain with { Texts = new GlobSet([Glob.Parse(only, GlobSyntax.None)], isNegated: false) };
        if (domain.Kind == ConditionKind.Bool && domain.Known is null && demands.All(demand => !demand.Condition.UsesVariables))
            return Try(["true", "false"], isExact: true, out value);

        var onTexts = demands.Where(demand => demand.Condition.Patterns is not null).ToList();
        var answer = LanguageAnswer.Found;
        if (onTexts.Count > 0 || demands.Count == 0 || domain.Known is not null)
        {
            answer = FindText(onTexts, domain, out value);
            if (answer == LanguageAnswer.Empty) return answer;
            if (demands.Count == onTexts.Count && value is not null && IsOf(value, domain)) return answer;
            if (demands.Count == onTexts.Count && domain.Kind is not (ConditionKind.Numeric or ConditionKind.Date or ConditionKind.Ip))
                return answer;
        }

        // The candidates have one of each kind of value that the conditions can distinguish, if all conditions use the key's own type; for
        // a key with any text, also one of no such kind.
        var others = demands.Where(demand => demand.Condition.Patterns is null).ToList();
        var kinds = others.Select(demand => demand.Condition.Operator!.Kind).Append(domain.Kind)
            .Where(kind => kind is not (ConditionKind.Text or ConditionKind.Arn)).Distinct().ToList();
        var candidates = kinds.SelectMany(kind =>
            ConditionCandidates.Of(
                kind, others.Where(demand => demand.Condition.Operator!.Kind == kind).SelectMany(demand => demand.Condition.Values),
                domain));
        if (value is not null) candidates = candidates.Prepend(value);
        if (domain.Known is [var known]) candidates = [known];
        var holdsAnyText = domain.Kind is ConditionKind.Text or ConditionKind.Arn;
        // If the type of a key is not known, a text that is not a number may not be a value at all.
        var mayBeStranger = holdsAnyText && domain.Known is null
            && others.TrueForAll(demand => ConditionTest.Matches(demand.Condition, ConditionCandidates.Stranger) == Truths.Of(demand.IsIn));
        if (holdsAnyText && !domain.IsOfAnyType) candidates = candidates.Append(ConditionCandidates.Stranger);
        var isExact = (onTexts.Count == 0 && !(mayBeStranger && domain.IsOfAnyType) && kinds.Count == 1
            && (holdsAnyText || kinds[0] == domain.Kind))
            || (domain.Known is not null && !demands.Any(demand => demand.Condition.UsesVariables));
        return Try(candidates, isExact, out value);

        LanguageAnswer Try(IEnumerable<string> texts, bool isExact, out string? found)
        {
            found = null;
            foreach (var text in texts)
            {
                budget.Spend(2 + demands.Count);
                var all = Truth.True;
                foreach (var (condition, isIn) in demands)
                {
                    budget.Spend(condition.Values.Count);
                    var matches = ConditionTest.Matches(condition, text);
                    all = all.And(isIn ? matches : matches.Not());
                }

                if (all == Truth.Unknown) isExact = false;
                if (all != Truth.True || !IsOf(text, domain)) continue;
                found = text;
                return LanguageAnswer.Found;
            }

            return isExact ? LanguageAnswer.Empty : LanguageAnswer.Unknown;
        }
    }

    private LanguageAnswer FindText(List<(PolicyCondition Condition, bool IsIn)> demands, KeyDomain domain, out string? value)
    {
        value = null;
        var sets = demands.Select(demand => demand.IsIn ? demand.Condition.Patterns! : demand.Condition.Patterns!.Complement()).ToList();
        var answer = LanguageAnswer.Unknown;
        int[] word;
        if (domain.Texts is { } texts)
        {
            answer = LanguageSolver.Solve([.. sets, texts], budget, out word);
            // A key of type ARN with a value that is not an ARN. AWS does not say that this is impossible.
            if (answer == LanguageAnswer.Empty)
                return domain.Known is null && domain.Kind == ConditionKind.Arn && sets.Count > 0
                    && LanguageSolver.Solve(sets, budget, out _) != LanguageAnswer.Empty ? LanguageAnswer.Unknown : LanguageAnswer.Empty;
        }
        else if (sets.Count == 0)
        {
            value = ConditionCandidates.Stranger;
            return LanguageAnswer.Found;
        }
        else
        {
            answer = LanguageSolver.Solve(sets, budget, out word);
        }

        if (answer == LanguageAnswer.Found) value = LanguageSolver.ToText(word, PolicyVariableValues.Default);
        return answer;
    }

    /// <summary>Returns true if the key can have the value.</summary>
    public static bool IsOf(string value, KeyDomain domain) => domain.Kind switch
    {
        ConditionKind.Date => ConditionValues.TryDate(value, out var ticks) && ticks >= domain.Dates.First && ticks <= domain.Dates.Last,
        ConditionKind.Ip => ConditionValues.TryNetwork(value, out var network) && network.First == network.Last,
        _ => ConditionValues.IsOfKind(value, domain.Kind),
    };

    /// <summary>
    /// One operator, and the values of one condition are among those of the other: what the first allows, the other allows too. This is
    /// true for any operator, and also for values with variables.
    /// </summary>
    private static bool IsContradiction(List<(PolicyCondition Condition, bool Holds)> demands)
    {
        foreach (var (must, holds) in demands)
        {
            if (!holds) continue;
            foreach (var (mustNot, isHeld) in demands)
            {
                if (isHeld) continue;
                if (must.IsSameAs(mustNot)) return true;
                if (must.Operator is not { } @operator || @operator != mustNot.Operator) continue;
                var (fewer, more) = @operator.IsNegated ? (mustNot, must) : (must, mustNot);
                if (fewer.Patterns is { } patterns ? patterns.Globs.All(more.Patterns!.HasPattern)
                    : fewer.Values.All(value => more.Values.Contains(value, StringComparer.Ordinal))) return true;
            }
        }

        return false;
    }
}
