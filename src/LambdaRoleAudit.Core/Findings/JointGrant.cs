using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>
/// Checks whether a role may perform two actions on one resource. For example, the role whose policy is written and the role that is
/// assumed must be the same.
/// </summary>
internal static class JointGrant
{
    private static readonly PolicyElement AnyAction = new(false, ["*"], new GlobSet([Glob.Everything], isNegated: false));

    /// <summary>Returns whether the role may perform both actions on a resource in a scope. The request is for the first action.</summary>
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

    /// <summary>Returns, for each way in which an action is allowed, the resources on which it is not allowed.</summary>
    /// <param name="set">The statements about the action.</param>
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
