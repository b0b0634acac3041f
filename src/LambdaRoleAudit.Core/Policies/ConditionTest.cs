namespace LambdaRoleAudit.Policies;

/// <summary>Evaluates a condition for a request's context (IAM user guide, "Condition operators" and "Multivalued context keys").</summary>
internal static class ConditionTest
{
    /// <summary>Evaluates the condition.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="context">The keys of the request.</param>
    /// <param name="dependsOn">Receives what the result depends on, if it is not known.</param>
    public static Truth Holds(PolicyCondition condition, RequestContext context, ISet<string> dependsOn)
    {
        if (condition.Operator is not { } @operator) return Hangs(condition.OperatorText, dependsOn);
        if (!context.TryGet(condition.Key, out var values)) return Hangs(condition.Key, dependsOn);
        if (@operator.Kind == ConditionKind.Null) return NullHolds(condition, isAbsent: values.Count == 0, dependsOn);
        if (values.Count == 0)
        {
            // The two contradict each other for an absent key, and AWS does not document which of them applies.
            if (@operator is { Quantifier: ConditionQuantifier.ForAnyValue, IfExists: true }) return Hangs(condition.Key, dependsOn);
            return Truths.Of(HoldsWhereAbsent(@operator));
        }

        // AWS does not define the result of an operator without a quantifier for several values.
        if (@operator.Quantifier == ConditionQuantifier.None)
            return values.Count == 1 ? HoldsFor(condition, values[0], context, dependsOn) : Hangs(condition.Key, dependsOn);

        var any = Truth.False;
        var all = Truth.True;
        foreach (var value in values)
        {
            var holds = HoldsFor(condition, value, context, dependsOn);
            any = any.Or(holds);
            all = all.And(holds);
        }

        return @operator.Quantifier == ConditionQuantifier.ForAllValues ? all : any;
    }

    /// <summary>
    /// Returns the result for an absent key: IfExists and ForAllValues are met, ForAnyValue is not; of the others, the negated operators
    /// are met.
    /// </summary>
    private static bool HoldsWhereAbsent(ConditionOperator @operator) =>
        @operator.IfExists || @operator.Quantifier == ConditionQuantifier.ForAllValues
        || (@operator.IsNegated && @operator.Quantifier == ConditionQuantifier.None);

    private static Truth NullHolds(PolicyCondition condition, bool isAbsent, ISet<string> dependsOn)
    {
        var holds = Truth.False;
        foreach (var value in condition.Values)
            holds = holds.Or(
                ConditionValues.TryBool(value, out var mustBeAbsent)
                    ? Truths.Of(mustBeAbsent == isAbsent)
                    : Hangs(condition.Key, dependsOn));
        return holds;
    }

    /// <summary>Returns whether a value is among a condition's values, for the operator without negation and quantifier.</summary>
    public static Truth Matches(PolicyCondition condition, string value)
    {
        if (condition.Patterns is { } patterns) return Truths.Of(patterns.Contains(value));
        var any = Truth.False;
        foreach (var wanted in condition.Values) any = any.Or(Truths.Of(Compare(condition.Operator!, value, wanted)));
        return any;
    }

    private static Truth HoldsFor(PolicyCondition condition, string value, RequestContext context, ISet<string> dependsOn)
    {
        var matches = Matches(condition, value, context, dependsOn);
        return condition.Operator!.IsNegated ? matches.Not() : matches;
    }

    private static Truth Matches(PolicyCondition condition, string value, RequestContext context, ISet<string> dependsOn)
    {
        if (condition.Patterns is { } patterns)
        {
            var isIn = patterns.Contains(value);
            return isIn is { } known ? Truths.Of(known) : PatternTest.IsIn(patterns, value, excludes: false, context, dependsOn);
        }

        var any = Matches(condition, value);
        if (any == Truth.Unknown) dependsOn.Add(condition.Key);
        return any;
    }

    /// <summary>Returns null if the policy's own value is not of the operator's kind.</summary>
    private static bool? Compare(ConditionOperator @operator, string value, string wanted) => @operator.Kind switch
    {
        ConditionKind.Numeric => ExactNumber.TryParse(wanted, out var limit)
            ? ExactNumber.TryParse(value, out var number) && ConditionValues.InOrder(number, limit, @operator.Order)
            : null,
        ConditionKind.Date => ConditionValues.TryDate(wanted, out var limit)
            ? ConditionValues.TryDate(value, out var date) && ConditionValues.InOrder(date, limit, @operator.Order)
            : null,
        ConditionKind.Bool => ConditionValues.TryBool(wanted, out var limit)
            ? ConditionValues.TryBool(value, out var flag) && flag == limit
            : null,
        ConditionKind.Ip => ConditionValues.TryNetwork(wanted, out var network)
            ? ConditionValues.TryNetwork(value, out var address) && address.IsV6 == network.IsV6 && address.First >= network.First
                && address.Last <= network.Last
            : null,
        _ => string.Equals(value, wanted, StringComparison.Ordinal),
    };

    private static Truth Hangs(string what, ISet<string> dependsOn)
    {
        dependsOn.Add(what);
        return Truth.Unknown;
    }
}
