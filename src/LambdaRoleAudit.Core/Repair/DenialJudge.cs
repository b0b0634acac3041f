using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Usage;

namespace LambdaRoleAudit.Repair;

/// <summary>Judges a denied call of a moved function by the policies of its source role.</summary>
internal static class DenialJudge
{
    /// <summary>
    /// Returns whether the source role would have allowed a call. The call needs all permissions in its mapping, so it was denied before
    /// if the source role certainly does not have one of them. What the record does not show, such as values of condition keys, is
    /// unknown.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="source">The source role.</param>
    /// <returns>The verdict, and the permission that it is about: the missing one, in words.</returns>
    public static (DenialVerdict Verdict, string Permission) Judge(ApiCall call, ExecutionRole source)
    {
        var mapping = CallCatalog.Map(call);
        var all = mapping.Permissions.Count == 0
            ? $"{call.EventName} of {call.EventSource}"
            : string.Join(" with ", mapping.Permissions.Select(Text));
        PolicySet policies;
        try
        {
            policies = source.ToPolicySet();
        }
        catch (PolicyFormatException)
        {
            return (DenialVerdict.PossiblyAllowed, all);
        }

        var decided = mapping.Permissions.Select(permission => (Permission: permission, Decision: Decide(policies, permission))).ToList();
        foreach (var (permission, decision) in decided.Where(one => one.Decision.Verdict == PolicyVerdict.Denied))
        {
            // An explicit deny holds whatever a resource policy allows.
            var isCertain = decision.Statement is not null || !PriorCalls.CanBeAllowedByResource(permission.Action);
            return (isCertain ? DenialVerdict.DeniedBefore : DenialVerdict.NotByOwnPolicies, Text(permission));
        }

        if (mapping.Kind != CallKind.Mapped) return (DenialVerdict.Unmapped, all);
        var isAllowed = decided.TrueForAll(one => one.Decision.Verdict == PolicyVerdict.Allowed);
        return (isAllowed ? DenialVerdict.Allowed : DenialVerdict.PossiblyAllowed, all);
    }

    private static PolicyDecision Decide(PolicySet policies, RequiredPermission permission)
    {
        if (permission.ResourceArn is { } resource)
            return PolicyEvaluator.Evaluate(policies, new PolicyRequest(permission.Action, resource, RequestContext.Unknown));
        var action = permission.Action.ToLowerInvariant();
        var isGranted = Has(policies.Allows) && (policies.BoundaryAllows is null || Has(policies.BoundaryAllows));
        return new PolicyDecision(isGranted ? PolicyVerdict.Depends : PolicyVerdict.Denied, null, []);

        bool Has(IEnumerable<PolicyStatement> statements) => statements.Any(one => one.Actions.Patterns.Contains(action) == true);
    }

    private static string Text(RequiredPermission permission) =>
        $"{permission.Action} on {permission.ResourceArn ?? "a resource that the record does not name"}";
}
