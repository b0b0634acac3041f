using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Repair;

/// <summary>
/// Recognizes the content of a narrowed role that a run did not complete, or did not delete completely. Its documents are not documents of
/// the source role, so it is proven that they grant no more.
/// </summary>
internal static class NarrowedPart
{
    /// <summary>
    /// Returns true if the content could be a part of a role that was narrowed from the source role: the same path and boundary, trust in
    /// Lambda alone, policies with the names that a narrowed role has, and proven to grant no more than the source role.
    /// </summary>
    /// <param name="content">The content.</param>
    /// <param name="source">The source role.</param>
    public static bool Is(RoleContent content, ExecutionRole source)
    {
        if (!source.Exists || content.Path != source.Path || content.PermissionsBoundaryArn != source.PermissionsBoundary?.PolicyArn
            || RepairedRole.TrustedOthers(content.TrustPolicy) is not null
            || !content.InlinePolicies.All(policy => IsNamedAfter(policy, source))) return false;
        try
        {
            var part = new List<PolicyDocument>();
            foreach (var policy in content.InlinePolicies.Concat(content.CreatedPolicies)) part.Add(PolicyDocument.Parse(policy.Document));
            foreach (var arn in content.AttachedPolicyArns)
            {
                var same = source.AttachedPolicies.FirstOrDefault(policy => policy.PolicyArn == arn);
                if (same?.Document is null) return false;
                part.Add(PolicyDocument.Parse(same.Document));
            }

            // They have the same boundary.
            var boundary = source.PermissionsBoundary is { Document: { } document } ? PolicyDocument.Parse(document) : null;
            return PolicyProver.GrantsNoMoreThan(new PolicySet(part, boundary), source.ToPolicySet()).Outcome == ProofOutcome.Proven;
        }
        catch (PolicyFormatException)
        {
            return false;
        }
    }

    /// <summary>
    /// A narrowed inline policy has the name of the policy that it was narrowed from, and a number if that name is taken.
    /// </summary>
    private static bool IsNamedAfter(InlinePolicy policy, ExecutionRole source) =>
        source.InlinePolicies.Concat(source.AttachedPolicies).Any(from =>
            policy.PolicyName.StartsWith(from.PolicyName, StringComparison.Ordinal)
            && (policy.PolicyName.Length == from.PolicyName.Length
                || (policy.PolicyName[from.PolicyName.Length] == '-'
                    && policy.PolicyName.AsSpan(from.PolicyName.Length + 1).IndexOfAnyExceptInRange('0', '9') < 0)));
}
