using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>
/// Removing the role's own limits: a permissions boundary that is removed or changed, and a policy with a deny that is deleted or detached
/// (IAM user guide, "Permissions boundaries for IAM entities", delegating responsibility; Hacking the Cloud). This is a path only if the
/// limit withholds something.
/// </summary>
internal static class OwnLimits
{
    private const string DeleteBoundary = "iam:DeleteRolePermissionsBoundary";
    private const string PutBoundary = "iam:PutRolePermissionsBoundary";
    private const string DeletePolicy = "iam:DeleteRolePolicy";
    private const string DetachPolicy = "iam:DetachRolePolicy";
    private const string NewVersion = "iam:CreatePolicyVersion";
    private const string OtherVersion = "iam:SetDefaultPolicyVersion";

    /// <summary>The actions that remove a limit.</summary>
    public static IReadOnlyList<string> Actions { get; } = [
        DeleteBoundary, PutBoundary, DeletePolicy, DetachPolicy, NewVersion, OtherVersion];

    /// <summary>Returns the paths that remove a limit.</summary>
    /// <param name="role">The role.</param>
    /// <param name="grants">The role's permissions.</param>
    /// <param name="named">The actions, in lower case, that the role's policies allow on any resource.</param>
    public static IEnumerable<EscalationWay> Of(ExecutionRole role, RoleGrants grants, IReadOnlySet<string> named)
    {
        if (!Actions.Any(action => named.Contains(action.ToLowerInvariant()))) yield break;
        if (role.PermissionsBoundary is { } boundary)
        {
            var without = new Lazy<ProofResult>(() => Gain(grants, grants.Policies.Select(policy => policy.Document), null));
            foreach (var action in new[] { DeleteBoundary, PutBoundary })
                if (Way($"{action} on itself", action, role.RoleArn, without, "its boundary") is { } way) yield return way;
            foreach (var action in boundary.IsAwsManaged || boundary.PolicyArn is null ? [] : new[] { NewVersion, OtherVersion })
                if (Way($"{action} of its boundary", action, boundary.PolicyArn!, without, "its boundary") is { } way) yield return way;
        }

        foreach (var (policy, document) in grants.Policies.Where(policy =>
            policy.Document.Statements.Any(statement => statement.Effect == PolicyEffect.Deny)))
        {
            var rest = grants.Policies.Where(other => !ReferenceEquals(other.Policy, policy)).Select(other => other.Document);
            var without = new Lazy<ProofResult>(() => Gain(grants, rest, grants.Set.Boundary));
            var action = policy.PolicyArn is null ? DeletePolicy : DetachPolicy;
            (string, string?)[] known = policy.PolicyArn is null ? [] : [("iam:PolicyARN", policy.PolicyArn)];
            if (Way(
                $"{action} of {policy.PolicyName} on itself", action, role.RoleArn, without, $"policy {policy.PolicyName}",
                known) is { } way) yield return way;
        }

        EscalationWay? Way(
            string name, string action, string resource, Lazy<ProofResult> gain, string limit, params (string, string?)[] known)
        {
            if (!named.Contains(action.ToLowerInvariant())) return null;
            var grant = grants.May(action, resource, known);
            if (grant.Is == Truth.False || gain.Value.Outcome == ProofOutcome.Proven) return null;
            var then = gain.Value.Witnesses.FirstOrDefault() is { } witness
                ? $", and then {witness.Request.Action} on {witness.Request.Resource}, which {limit} prevents"
                : "";
            return new EscalationWay(
                IdOf(action), name, grant.Is == Truth.True && gain.Value.Outcome == ProofOutcome.Refuted ? Truth.True : Truth.Unknown,
                $"it may {action} on {resource}{then}: {Evidence.Of(grants, grant.Statement!)}",
                grant.Is == Truth.True ? ["what the limit prevents"] : grant.DependsOn);
        }
    }

    private static ProofResult Gain(RoleGrants grants, IEnumerable<PolicyDocument> rest, PolicyDocument? boundary) =>
        grants.Prove(grants.ViewOf(new PolicySet(rest, boundary)).Exact, grants.View.Exact);

    private static string IdOf(string action) => action switch
    {
        DeleteBoundary => "limit-boundary-delete",
        PutBoundary => "limit-boundary-put",
        DeletePolicy => "limit-deny-delete",
        DetachPolicy => "limit-deny-detach",
        _ => "limit-boundary-version",
    };
}
