using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>Whether a role may do two actions on one resource: to write a role's policy and to assume it must be the same role.</summary>
internal static class JointGrant
{
    private static readonly PolicyElement AnyAction = new(false, ["*"], new GlobSet([Glob.Everything], isNegated: false));

    /// <summary>May it do both on some resource of a scope? The request is the first action's.</summary>
    public static Grant Of(string first, string second, ResourceScope scope, RoleGrants grants)
    {
        if (grants.View.About(second) is not { } then) return Grant.No;
        foreach (var (reading, isSure) in new[] { (then.Certain, true), (then.Possible, false) })
        {
            foreach (var outside in Outsides(reading))
            {
                var grant = grants.Some(first, scope.Without(outside));
                if (grant.Is == Truth.False || (isSure && grant.Is == Truth.Unknown)) continue;
                return isSure
                    ? grant
                    : grant with
                    {
                        Is = Truth.Unknown,
                        DependsOn = [.. grant.DependsOn.Concat(KeysOf(then.Exact)).Distinct(StringComparer.OrdinalIgnoreCase)]
                    };
            }
        }

        return Grant.No;
    }

    /// <summary>For each way in which an action is allowed, the resources on which it is not.</summary>
    /// <param name="set">What is about the action.</param>
    private static IEnumerable<List<PolicyStatement>> Outsides(PolicySet set)
    {
        var denied = set.Denies.Select(deny => deny.With(AnyAction, deny.Resources, deny.Conditions)).ToList();
        foreach (var allow in set.Allows)
        {
            if (set.BoundaryAllows is not { } bounds) yield return [.. Complement(allow), .. denied];
            else
                foreach (var bound in bounds) yield return [.. Complement(allow), .. Complement(bound), .. denied];
        }
    }

    private static IEnumerable<PolicyStatement> Complement(PolicyStatement statement) => statement.Resources is { } resources
        ? [statement.With(AnyAction, new PolicyElement(!resources.IsNot, resources.Values, resources.Patterns.Complement()), [])]
        : [];

    private static IEnumerable<string> KeysOf(PolicySet set) =>
        set.Allows.Concat(set.Denies).Concat(set.BoundaryAllows ?? []).SelectMany(statement => statement.Conditions)
            .Select(condition => condition.Key);
}
