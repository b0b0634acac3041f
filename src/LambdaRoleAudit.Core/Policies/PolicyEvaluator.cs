namespace LambdaRoleAudit.Policies;

/// <summary>
/// Decides a request as IAM does within one account: an explicit deny first, then an allow of both the identity policies and the boundary,
/// otherwise an implicit deny (IAM user guide, "Policy evaluation logic"). What is not known about the request stays unknown.
/// </summary>
public static class PolicyEvaluator
{
    /// <summary>Returns the decision.</summary>
    public static PolicyDecision Evaluate(PolicySet policies, PolicyRequest request)
    {
        var dependsOn = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        var denied = Any(policies.Denies, request, dependsOn, out var denying);
        if (denied == Truth.True) return new PolicyDecision(PolicyVerdict.Denied, denying, []);
        var allowed = Any(policies.Allows, request, dependsOn, out var allowing);
        if (policies.BoundaryAllows is { } bounds) allowed = allowed.And(Any(bounds, request, dependsOn, out _));
        return allowed.And(denied.Not()) switch
        {
            Truth.True => new PolicyDecision(PolicyVerdict.Allowed, allowing, []),
            Truth.False => new PolicyDecision(PolicyVerdict.Denied, null, []),
            _ => new PolicyDecision(PolicyVerdict.Depends, denied == Truth.Unknown ? denying : allowing, [.. dependsOn]),
        };
    }

    /// <summary>Returns whether one of the statements matches: the statement that matches, or else one that may match.</summary>
    private static Truth Any(
        IReadOnlyList<PolicyStatement> statements, PolicyRequest request, ISet<string> dependsOn, out PolicyStatement? which)
    {
        which = null;
        var any = Truth.False;
        foreach (var statement in statements)
        {
            var matches = Matches(statement, request, dependsOn);
            if (matches <= any) continue;
            any = matches;
            which = statement;
            if (any == Truth.True) break;
        }

        return any;
    }

    private static Truth Matches(PolicyStatement statement, PolicyRequest request, ISet<string> dependsOn)
    {
        if (statement.Actions.Patterns.Contains(request.Action.ToLowerInvariant()) != true) return Truth.False;
        var matches = Truth.True;
        if (statement.IsUnknown)
        {
            dependsOn.UnionWith(statement.UnknownElements);
            matches = Truth.Unknown;
        }

        if (statement.Principals is { } principals && request.Principal is not null)
            matches = matches.And(Truths.Of(principals.Patterns.Contains(request.Principal)));
        if (statement.Resources is { } resources && matches != Truth.False)
            matches = matches.And(Truths.Of(resources.Patterns.Contains(request.Resource)) is var known and not Truth.Unknown
                ? known
                : PatternTest.IsIn(resources.Patterns, request.Resource, resources.IsNot, request.Context, dependsOn));
        foreach (var condition in statement.Conditions)
        {
            if (matches == Truth.False) return matches;
            matches = matches.And(ConditionTest.Holds(condition, request.Context, dependsOn));
        }

        return matches;
    }
}
