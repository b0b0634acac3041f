namespace LambdaRoleAudit.Policies;

/// <summary>
/// Policies under what is known of the requests: variables with a known value are replaced, conditions that surely hold are left
/// out, and so are statements that surely do not match.
/// </summary>
/// <param name="facts">What is known.</param>
/// <param name="budget">What it costs is taken from this.</param>
/// <param name="mark">Put before the keys of the principal whose value is open; empty where they are nobody else's.</param>
internal sealed class PolicySettler(RequestFacts facts, ProofBudget budget, string mark = "")
{
    /// <summary>Where nobody is known to ask, the proof asks of each condition what it needs.</summary>
    public PolicySet Settle(PolicySet set) => facts.Principal is null ? set
        : new(Settle(set.Allows), Settle(set.Denies), set.BoundaryAllows is { } bounds ? Settle(bounds) : null);

    /// <summary>Null where it matches none of the requests.</summary>
    public PolicyStatement? Settle(PolicyStatement statement)
    {
        budget.Spend(1);
        if (statement.Conditions.Count == 0 && statement.Resources?.Patterns.HasVariables != true) return statement;
        var resources = statement.Resources;
        var unknown = statement.UnknownElements;
        if (resources?.Patterns.HasVariables == true)
        {
            // A pattern of NotResource whose variable has no value: AWS says two things of it (see PatternTest).
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

    /// <summary>What a condition's key may be in requests for some actions.</summary>
    public static KeyDomain DomainOf(PolicyCondition condition, RequestFacts facts, IReadOnlyList<GlobSet> actions, ProofBudget budget)
    {
        var domain = facts.Of(condition.Key, condition.Facts);
        return condition.Facts.Actions is { } scope && !IsAny(scope, actions, budget)
            ? domain with { MayBeThere = false, MayBeAbsent = true }
            : domain;
    }

    /// <summary>Is one of the actions of a key's requests in all of the sets?</summary>
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
