namespace LambdaRoleAudit.Policies;

/// <summary>
/// Simplifies policies by what is known about the requests: variables with a known value are replaced, conditions that are certainly met
/// are removed, and so are statements that certainly do not match.
/// </summary>
/// <param name="facts">The known facts.</param>
/// <param name="budget">The budget for the work.</param>
/// <param name="mark">A prefix for the keys of the principal whose value is not known; empty if no other principal has them.</param>
internal sealed class PolicySettler(RequestFacts facts, ProofBudget budget, string mark = "")
{
    /// <summary>If no caller is known, the proof evaluates each condition as needed.</summary>
    public PolicySet Settle(PolicySet set) => facts.Principal is null ? set
        : new(Settle(set.Allows), Settle(set.Denies), set.BoundaryAllows is { } bounds ? Settle(bounds) : null);

    /// <summary>Returns null if the statement matches none of the requests.</summary>
    public PolicyStatement? Settle(PolicyStatement statement)
    {
        budget.Spend(1);
        if (statement.Conditions.Count == 0 && statement.Resources?.Patterns.HasVariables != true) return statement;
        var resources = statement.Resources;
        var unknown = statement.UnknownElements;
        if (resources?.Patterns.HasVariables == true)
        {
            // A NotResource pattern whose variable has no value. AWS makes two statements about it (see PatternTest).
            if (resources.IsNot && resources.Patterns.Globs.Any(glob => glob.Variables().Any(variable => ValueOf(variable) == default)))
                unknown = [.. unknown, $"{statement.Path}.NotResource"];
            var patterns = resources.Patterns.Resolve(ValueOf);
            if (!resources.IsNot && patterns.Globs.Count == 0) return null;
            resources = new PolicyElement(resources.IsNot, resources.Values, patterns);
        }

        var left = new List<PolicyCondition>(statement.Conditions.Count);
        foreach (var condition in statement.Conditions)
        {
            var settled = condition.UsesVariables ? condition.With(condition.Key, condition.Patterns?.Resolve(ValueOf)) : condition;
            switch (new ConditionSolver(one => DomainOf(one, facts, [statement.Actions.Patterns], budget), budget).Decide(settled))
            {
                case Truth.False when !statement.IsUnknown: return null;
                case Truth.True: break;
                default:
                    left.Add(
                        mark.Length > 0 && RequestPrincipal.IsOwn(condition.Key)
                            ? settled.With(mark + condition.Key, settled.Patterns)
                            : settled); break;
            }
        }

        return statement.With(statement.Actions, resources, left, unknown);
    }

    /// <summary>Returns the possible values of a condition's key in requests for some actions.</summary>
    public static KeyDomain DomainOf(PolicyCondition condition, RequestFacts facts, IReadOnlyList<GlobSet> actions, ProofBudget budget)
    {
        var domain = facts.Of(condition.Key, condition.Facts);
        return condition.Facts.Actions is { } scope && !IsAny(scope, actions, budget)
            ? domain with { MayBeThere = false, MayBeAbsent = true }
            : domain;
    }

    /// <summary>Returns whether one of the actions whose requests have a key is in all of the sets.</summary>
    private static bool IsAny(GlobSet scope, IReadOnlyList<GlobSet> actions, ProofBudget budget)
    {
        foreach (var set in actions)
        {
            if (set.IsNegated || set.Globs.Count != 1 || set.Globs[0].Literal is not { } only) continue;
            budget.Spend(actions.Count);
            return scope.Contains(only) == true && actions.All(other => other.Contains(only) == true);
        }

        foreach (var action in scope.Globs)
        {
            budget.Spend(1);
            if (actions.All(set => set.Contains(action.Literal!) == true)) return true;
        }

        return false;
    }

    private IReadOnlyList<PolicyStatement> Settle(IReadOnlyList<PolicyStatement> statements) =>
        [.. statements.Select(Settle).OfType<PolicyStatement>()];

    private PolicyVariableValue ValueOf(PolicyVariable variable)
    {
        if (facts.Principal?.ValuesOf(variable.Key) is { } known)
            return known.Count > 1
                ? new PolicyVariableValue(null, variable)
                : new PolicyVariableValue(known.Count == 1 ? known[0] : variable.Default);
        return new PolicyVariableValue(
            null, mark.Length > 0 && RequestPrincipal.IsOwn(variable.Key) ? variable with { Key = mark + variable.Key } : variable);
    }
}
