using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>The privilege escalation paths that a role has by its own permissions: the known paths, and removing its own limits.</summary>
internal static class EscalationWays
{
    /// <summary>Every action of a path, in lower case. Most roles have none of them.</summary>
    private static readonly HashSet<string> Actions =
        EscalationPaths.All.SelectMany(path => path.Steps).Select(step => step.Action).Concat(OwnLimits.Actions)
            .Select(action => action.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);

    /// <summary>Returns the paths that the role certainly has, and the paths that it may have.</summary>
    public static IReadOnlyList<EscalationWay> Of(RoleCase role, RoleGrants grants)
    {
        var named = grants.View.Exact.Allows.SelectMany(allow => BroadStatements.AmongOf(allow, Actions)).ToHashSet(StringComparer.Ordinal);
        if (named.Count == 0) return [];
        var scopes = new EscalationScopes(role, grants);
        var answers = new Dictionary<(string Action, EscalationReach Reach, string? PassedTo, string? Before), Grant>();
        return
        [
            .. OwnLimits.Of(role.Role!, grants, named),
            .. EscalationPaths.All.Where(path => path.Steps.All(step => named.Contains(step.Action.ToLowerInvariant())))
                .Select(path => WayOf(path, Walk(path))).OfType<EscalationWay>(),
        ];

        EscalationWay? WayOf(EscalationPath path, List<Grant> steps)
        {
            if (steps.Count < path.Steps.Length) return null;
            var open = steps.Find(grant => grant.Is != Truth.True);
            var (shown, at) = open is null ? (steps[0], 0) : (open, steps.IndexOf(open));
            var resource = shown.Request is { } request ? $" on {request.Resource}" : "";
            return new EscalationWay(path.Id, path.ToString(), open is null ? Truth.True : Truth.Unknown,
                $"it may {path.Steps[at].Action}{resource}: {Evidence.Of(grants, shown.Statement!)}",
                [.. steps.SelectMany(grant => grant.DependsOn)]);
        }

        // Returns the steps before the first that is certainly not allowed, which can be fewer than the path has.
        List<Grant> Walk(EscalationPath path)
        {
            var found = new List<Grant>(path.Steps.Length);
            for (var i = 0; i < path.Steps.Length; i++)
            {
                var (action, reach) = path.Steps[i];
                var passedTo = action == "iam:PassRole" ? path.PassedTo : null;
                var before = reach == EscalationReach.SameRole ? path.Steps[i - 1].Action : null;
                if (!answers.TryGetValue((action, reach, passedTo, before), out var grant))
                    answers[(action, reach, passedTo, before)] = grant = Ask(action, reach, passedTo, before);
                if (grant.Is == Truth.False) break;
                found.Add(grant);
            }

            return found;
        }

        Grant Ask(string action, EscalationReach reach, string? passedTo, string? before)
        {
            if (before is not null) return JointGrant.Of(before, action, scopes.Of(before, EscalationReach.OtherRole)!, grants);
            return scopes.Of(action, reach) is { } scope ? grants.Some(action, scope, passedTo) : grants.May(action, "*");
        }
    }
}
