using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.ResourcePolicies;

/// <summary>Decides whether a function has to wait until a resource's policy was changed.</summary>
/// <remarks>
/// Within one account, a request is allowed if the caller's own policies or the resource's policy allow it (IAM user guide, "Policy
/// evaluation for requests within a single account"). Exceptions: a key's policy must allow the account first (KMS developer guide, "Key
/// policies"), a role's trust policy must allow the caller, and API Gateway can require both.
/// </remarks>
internal static class HitJudge
{
    private const string Open =
        "Whether a statement treats the new role as it treats the source role could not be determined. Check it.";

    /// <summary>Returns whether the function waits, and why.</summary>
    /// <param name="kind">The kind of resource.</param>
    /// <param name="resourceArn">The resource.</param>
    /// <param name="document">The resource's policy; null for a grant of a key.</param>
    /// <param name="hits">The statements of the policy that treat the two roles differently; empty for a grant.</param>
    /// <param name="function">The function.</param>
    /// <param name="cancellationToken">Cancels the proofs within a moment.</param>
    public static (ResourcePolicyVerdict Verdict, string Reason) Judge(
        PolicyResourceKind kind, string resourceArn, PolicyDocument? document, IReadOnlyList<StatementHit> hits, MovingFunction function,
        CancellationToken cancellationToken)
    {
        if (hits.Any(hit => hit.Effect == ResourcePolicyEffect.Gains))
            return (ResourcePolicyVerdict.Waits, "After the move, the policy would allow the function more than before.");
        var isOpen = hits.Any(hit => hit.Effect == ResourcePolicyEffect.Unknown);
        if (isOpen && hits.All(hit => hit.Effect == ResourcePolicyEffect.Unknown)) return (ResourcePolicyVerdict.Unclear, Open);
        if (IsUsed(kind, resourceArn, function.Usage) == false)
            return (ResourcePolicyVerdict.NotUsed, "The usage shows that the function did not use the resource.");
        if (IsCovered(kind, resourceArn, document, hits, function, cancellationToken))
            return isOpen
                ? (ResourcePolicyVerdict.Unclear, $"The new role's own policies allow what it would lose (proven). {Open}")
                : (ResourcePolicyVerdict.AllowedByRole, "The new role's own policies allow the same (proven).");
        if (function.AllowLoss)
            return (ResourcePolicyVerdict.LossAllowed, "The function may lose what the policy allows the source role.");
        return (ResourcePolicyVerdict.Waits, IsUsed(kind, resourceArn, function.Usage) == true
            ? "The usage shows that the function uses the resource."
            : "Whether the function uses the resource is not known.");
    }

    /// <summary>
    /// Returns true if usage shows that a function used a resource; false if the records would show it and do not; null if it is not known.
    /// </summary>
    public static bool? IsUsed(PolicyResourceKind kind, string resourceArn, LambdaRoleUsage? usage)
    {
        if (usage is null) return null;
        var prefix = PolicyResources.Of(kind).ActionPrefix;
        var calls = usage.Permissions.Where(permission =>
            permission.Count > 0 && permission.Action.StartsWith($"{prefix}:", StringComparison.OrdinalIgnoreCase)).ToList();
        if (calls.Any(call => call.ResourceArn is { } arn && IsWithin(arn, resourceArn))) return true;
        var coverage = usage.Coverage?.Where(service => service.Service == prefix).ToList();
        return usage.IsComplete && usage.CoversAllRegions && usage.Unmapped.Count == 0 && calls.All(call => call.ResourceArn is not null)
            && coverage is { Count: > 0 } && coverage.All(service => service.Status == CoverageStatus.Seen) ? false : null;
    }

    /// <summary>Returns true if a resource in a record is, or can be, in the resource that has the policy.</summary>
    private static bool IsWithin(string used, string resourceArn)
    {
        if (PolicyResources.TryResource(used, out _, out var resource) && resource == resourceArn) return true;
        return (used.EndsWith('*') && resourceArn.StartsWith(used.TrimEnd('*'), StringComparison.Ordinal))
            || (used.StartsWith(resourceArn, StringComparison.Ordinal)
                && (used.Length == resourceArn.Length || used[resourceArn.Length] is '/' or ':' or '*'));
    }

    private static bool IsCovered(
        PolicyResourceKind kind, string resourceArn, PolicyDocument? document, IReadOnlyList<StatementHit> hits, MovingFunction function,
        CancellationToken cancellationToken)
    {
        if (kind is PolicyResourceKind.Role or PolicyResourceKind.RestApi || function.Grants is not { } grants || document is null)
            return false;
        var losing = hits.Where(hit => hit.Effect == ResourcePolicyEffect.Loses).ToList();
        if (losing.Count == 0 || losing.Any(hit => hit.Statement.Effect == PolicyEffect.Deny || hit.Statement.IsUnknown)) return false;
        if (kind == PolicyResourceKind.KmsKey && !DelegatesToAccount(document, function.Target)) return false;
        try
        {
            var granted = StatementScope.Of(losing.Select(hit => hit.Statement), [resourceArn, $"{resourceArn}/*", $"{resourceArn}:*"]);
            return PolicyProver.GrantsNoMoreThan(granted, grants, cancellationToken: cancellationToken).Outcome == ProofOutcome.Proven;
        }
        catch (PolicyFormatException)
        {
            return false;
        }
    }

    /// <summary>
    /// Returns true if a key's policy lets the account's own policies decide ("Allows access to the AWS account and enables IAM policies").
    /// </summary>
    private static bool DelegatesToAccount(PolicyDocument document, PolicyCaller caller) => document.Statements.Any(statement =>
        statement is { Effect: PolicyEffect.Allow, IsUnknown: false, Conditions.Count: 0, Principals.IsNot: false, Actions.IsNot: false }
        && statement.Actions.Values.Any(action => action.Equals("kms:*", StringComparison.OrdinalIgnoreCase) || action == "*")
        && statement.Principals.Values.Any(caller.IsAccount));
}
