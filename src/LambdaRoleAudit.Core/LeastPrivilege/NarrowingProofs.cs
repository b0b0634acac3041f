using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>The proofs about the narrowed policies, from their final texts.</summary>
/// <param name="source">The source's policies.</param>
/// <param name="target">The narrowed policies, with the same boundary.</param>
/// <param name="facts">The requests that the proofs are about.</param>
/// <param name="cancellationToken">Cancels the proofs.</param>
internal sealed class NarrowingProofs(PolicySet source, PolicySet target, RequestFacts facts, CancellationToken cancellationToken)
{
    /// <summary>Proves that the narrowed policies grant no more than the source.</summary>
    public ProofResult GrantsNoMore()
    {
        var whole = Prove(target, source);
        if (whole.Outcome != ProofOutcome.Unknown) return whole;
        // Too much for one proof. Together, statements grant what each of them grants.
        foreach (var allow in target.Allows)
        {
            var one = Prove(new PolicySet([allow], target.Denies, target.BoundaryAllows), source);
            if (one.Outcome != ProofOutcome.Proven) return one;
        }

        return new ProofResult(ProofOutcome.Proven, [], null);
    }

    /// <summary>
    /// Proves that the narrowed policies allow everything in evidence, and what settings need, as far as the source does.
    /// </summary>
    public EvidenceProof AllowsEvidence(ActivityEvidence evidence)
    {
        var lost = new List<LostPermission>();
        var outside = new List<string>();
        string? reason = null;
        var count = 0;
        foreach (var action in evidence.Actions.Order(StringComparer.Ordinal))
        {
            var used = evidence.UsedOf(action).ToList();
            var name = used.Count > 0 ? used[0].Permission.Action : evidence.NeededOf(action).First().Need.Action;
            var resources = used.Select(one => one.Resource).Concat(evidence.NeededOf(action).Select(one => one.Resource)).Distinct()
                .ToList();
            count += resources.Count;
            foreach (var used1 in used.Where(one => one.Resource?.Arn is { } arn && Decide(source, action, arn) == PolicyVerdict.Denied))
                outside.Add($"{name} on {used1.Permission.ResourceArn}");
            // What the narrowed policies allow whatever the context is needs no proof, and neither does what the source always denies.
            var open = resources.Where(resource => resource?.Arn is not { } arn
                || (Decide(target, action, arn) != PolicyVerdict.Allowed && Decide(source, action, arn) != PolicyVerdict.Denied)).ToList();
            if (open.Count == 0 || ProveAllowed(action, open).Outcome == ProofOutcome.Proven) continue;
            foreach (var resource in open)
            {
                var proof = ProveAllowed(action, [resource]);
                if (proof.Outcome == ProofOutcome.Unknown) reason ??= $"{name} on {TextOf(resource)}: {proof.Reason}";
                if (proof.Outcome != ProofOutcome.Refuted) continue;
                lost.Add(new LostPermission(name, TextOf(resource), proof.Witnesses.FirstOrDefault()?.Request.ToString()));
            }
        }

        return new EvidenceProof(
            lost.Count > 0 ? ProofOutcome.Refuted : reason is not null ? ProofOutcome.Unknown : ProofOutcome.Proven, count, lost, reason)
        {
            NotFromSource = [.. outside.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
    }

    /// <summary>
    /// Proves that what the source allows of some requests is also allowed by the narrowed policies, in every context. The requests limit
    /// the source as a boundary does. The boundary of the role limits both in the same way, so it is left out.
    /// </summary>
    private ProofResult ProveAllowed(string action, IReadOnlyList<SeenResource?> resources) => Prove(
        new PolicySet(source.Allows, source.Denies, [Requests(action, resources)]), new PolicySet(target.Allows, target.Denies, null));

    private static PolicyStatement Requests(string action, IReadOnlyList<SeenResource?> resources)
    {
        var statement = PolicyStatement.Of(PolicyEffect.Allow, action, []);
        var globs = resources.Select(resource => resource?.Glob ?? Glob.Everything).ToList();
        return statement.With(
            statement.Actions,
            new PolicyElement(false, [.. globs.Select(glob => glob.ToString())], new GlobSet(globs, isNegated: false)), []);
    }

    private ProofResult Prove(PolicySet candidate, PolicySet reference) =>
        PolicyProver.GrantsNoMoreThan(candidate, facts, reference, facts, cancellationToken: cancellationToken);

    private static PolicyVerdict Decide(PolicySet policies, string action, string arn) =>
        PolicyEvaluator.Evaluate(policies, new PolicyRequest(action, arn, RequestContext.Unknown)).Verdict;

    private static string TextOf(SeenResource? resource) => resource is null ? "an unknown resource" : resource.Arn ?? resource.Pattern;
}
