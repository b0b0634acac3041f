namespace LambdaRoleAudit.Policies;

/// <summary>
/// Conditions that must hold, and conditions that must not: is there a request for which all of that is so? A key is absent, has
/// one value, or, where it may, more than one; what an operator without a set qualifier says of more than one, AWS does not tell.
/// </summary>
/// <param name="domainOf">What a condition's key may be.</param>
/// <param name="budget">What it costs is taken from this.</param>
internal sealed class ConditionSolver(Func<PolicyCondition, KeyDomain> domainOf, ProofBudget budget)
{
    /// <summary>Decides, key by key: what one key's value is says nothing of another's.</summary>
    /// <param name="demands">The conditions; true where they must hold.</param>
    /// <param name="values">Gets values of keys that do it, where some do. A key that is not there must be absent.</param>
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

    /// <summary>True only where no request meets the demands and one more.</summary>
    public bool Contradicts(IReadOnlyList<(PolicyCondition Condition, bool Holds)> given, PolicyCondition condition, bool holds)
    {
        var demands = new List<(PolicyCondition, bool)>();
        foreach (var demand in given)
            if (demand.Condition.Key.Equals(condition.Key, StringComparison.OrdinalIgnoreCase)) demands.Add(demand);
        demands.Add((condition, holds));
        return SolveKey(demands, domainOf(condition), out _) == LanguageAnswer.Empty;
    }

    /// <summary>True or false where the condition is so for every request.</summary>
    public Truth Decide(PolicyCondition condition) =>
        Contradicts([], condition, holds: true) ? Truth.False : Contradicts([], condition, holds: false) ? Truth.True : Truth.Unknown;

    /// <summary>One value of a key, or as many as are known of it.</summary>
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

        // What Null asks is whether it is there.
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

    /// <summary>It asks a key that may have several values.</summary>
    public static bool IsOfMany(PolicyCondition condition) => condition.Operator is { Quantifier: not ConditionQuantifier.None };

    /// <summary>All of the demands, of a key with these values.</summary>
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

    /// <summary>The key has one value.</summary>
    private LanguageAnswer One(List<(PolicyCondition Condition, bool Holds)> demands, KeyDomain domain, out IReadOnlyList<string> found)
    {
        var answer = Find(
            [.. demands.Select(demand => (demand.Condition, demand.Holds != demand.Condition.Operator!.IsNegated))], domain, out var value);
        found = value is null ? [] : [value];
        return answer;
    }

    /// <summary>
    /// The key has more values than one. Some demands are on each value (ForAllValues that must hold, ForAnyValue that must
    /// not), others ask that some value is so; those without a set qualifier leave it open.
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

    /// <summary>One value that is among some conditions' values and not among others'. Negation is taken in already.</summary>
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

        // The candidates are one of each kind of value that the conditions can tell apart, if they all look at the key's own kind;
        // and of a key that holds any text, one that is of no such kind.
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
        // Of a key whose type is not known, what is no number may not be a value at all.
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
            // A key of type ARN that holds none: AWS does not say that it cannot be.
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

    /// <summary>Is it a value that the key may have?</summary>
    public static bool IsOf(string value, KeyDomain domain) => domain.Kind switch
    {
        ConditionKind.Date => ConditionValues.TryDate(value, out var ticks) && ticks >= domain.Dates.First && ticks <= domain.Dates.Last,
        ConditionKind.Ip => ConditionValues.TryNetwork(value, out var network) && network.First == network.Last,
        _ => ConditionValues.IsOfKind(value, domain.Kind),
    };

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
