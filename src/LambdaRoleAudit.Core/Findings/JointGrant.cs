using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>Whether a role may do two actions on one resource: to write a role's policy and to assume it must be the same role.</summary>
internal static class JointGrant
{
    private static readonly PolicyElement AnyAction = new(false, ["*"], new GlobSet([Glob.Everything], isNegated: false));

    /// <summary>May it do both on some resource of a scope? The request is the first action's.</summary>
    public static Grant Of(string first, string second, ResourceScope scope, GrantView view)
    {
        foreach (var (reading, isSure) in new[] { (view.Certain, true), (view.Possible, false) })
        {
            foreach (var outside in Outsides(reading, second.ToLowerInvariant()))
            {
                var grant = RoleGrants.Some(first, scope.Without(outside), view);
                if (grant.Is == Truth.False || (isSure && grant.Is == Truth.Unknown)) continue;
                return isSure ? grant : grant with { Is = Truth.Unknown, DependsOn = [.. grant.DependsOn.Concat(KeysOf(view.Exact, second.ToLowerInvariant())).Distinct(StringComparer.OrdinalIgnoreCase)] };
            }
        }

        return Grant.No;
    }

    /// <summary>For each way in which an action is allowed, the resources on which it is not.</summary>
    private static IEnumerable<List<PolicyStatement>> Outsides(PolicySet set, string action)
    {
        var denied = About(set.Denies, action).Select(deny => deny.With(AnyAction, deny.Resources, deny.Conditions)).ToList();
        foreach (var allow in About(set.Allows, action))
        {
            if (set.BoundaryAllows is not { } bounds) yield return [.. Complement(allow), .. denied];
            else
                foreach (var bound in About(bounds, action)) yield return [.. Complement(allow), .. Complement(bound), .. denied];
        }
    }

    private static IEnumerable<PolicyStatement> Complement(PolicyStatement statement) => statement.Resources is { } resources
        ? [statement.With(AnyAction, new PolicyElement(!resources.IsNot, resources.Values, resources.Patterns.Complement()), [])]
        : [];

    private static IEnumerable<PolicyStatement> About(IReadOnlyList<PolicyStatement> statements, string action) =>
        statements.Where(statement => statement.Actions.Patterns.Contains(action) == true);

    private static IEnumerable<string> KeysOf(PolicySet set, string action) =>
        About([.. set.Allows, .. set.Denies, .. set.BoundaryAllows ?? []], action).SelectMany(statement => statement.Conditions).Select(condition => condition.Key);
}
