using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.LeastPrivilege;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.ResourcePolicies;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>Proves that the new role of a step grants no more than the source role, and looks for what it certainly loses.</summary>
internal static class RepairProof
{
    /// <summary>The number of lost requests to search for.</summary>
    private const int LostWitnesses = 3;

    /// <summary>
    /// Proves that the new role grants no more than the source role, each to its own sessions. If a policy depends on the caller, the new
    /// role is a different principal. What is open only because of the new role's id is a warning; what is certainly lost blocks the step.
    /// </summary>
    public static ProofResult Of(
        LambdaRoleRepairStep step, ExecutionRole source, List<PlanIssue> blockers, List<PlanIssue> warnings,
        CancellationToken cancellationToken)
    {
        // The new role's id is not known yet, but it is not the source role's.
        var role = TargetRole.Of(step, source) with { RoleId = PolicyCaller.NoId };
        PolicySet target, reference;
        try
        {
            reference = source.ToPolicySet();
            target = role.ToPolicySet();
        }
        catch (PolicyFormatException e)
        {
            blockers.Add(NotProven(e.Message));
            return new ProofResult(ProofOutcome.Unknown, [], e.Message);
        }

        // The narrowed policies are proven as they were when the plan was created.
        var alike = step.Strategy == RepairStrategy.Used
            ? new NarrowingProofs(reference, target, RequestFacts.From(TimeProvider.System.GetUtcNow()), cancellationToken).GrantsNoMore()
            : PolicyProver.GrantsNoMoreThan(target, reference, cancellationToken: cancellationToken);
        if (alike.Outcome != ProofOutcome.Proven || !(target.LooksAtPrincipal || reference.LooksAtPrincipal))
        {
            if (alike.Outcome == ProofOutcome.Refuted) blockers.Add(More(alike));
            else if (alike.Outcome == ProofOutcome.Unknown) blockers.Add(NotProven(alike.Reason));
            return alike;
        }

        var now = TimeProvider.System.GetUtcNow();
        var here = RequestFacts.From(now, Sessions(role));
        var there = RequestFacts.From(now, Sessions(source));
        var more = PolicyProver.GrantsNoMoreThan(target, here, reference, there, cancellationToken: cancellationToken);
        if (more.Outcome == ProofOutcome.Refuted) blockers.Add(More(more));
        else if (more.Outcome == ProofOutcome.Unknown) blockers.Add(NotProven($"{more.Reason} {Statements(reference)}".TrimStart()));
        // With Scoped, every permission that is left out is reported anyway. With Used, what is left out is not in evidence, and what is
        // kept must not be lost.
        var less = step.Strategy == RepairStrategy.Scoped
            ? more
            : PolicyProver.GrantsNoMoreThan(
                step.Strategy == RepairStrategy.Copy ? reference : target, there, target, here, 1, cancellationToken);
        if (step.Strategy != RepairStrategy.Scoped && less.Outcome == ProofOutcome.Refuted)
        {
            // The requests in a familiar form.
            var lost = step.Strategy == RepairStrategy.Copy
                ? RoleComparer.Compare(source, role, LostWitnesses, cancellationToken).Removed.Select(witness => witness.ToString())
                    .ToList()
                : [];
            if (lost.Count == 0) lost.Add(less.Witnesses[0].Request.ToString());
            blockers.Add(
                new PlanIssue(
                    RepairStepBuilder.Loss,
                    "A policy condition depends on the caller, and the new role is a different principal. It would not be allowed "
                    + $"{string.Join("; ", lost)}, which the source role is. "
                    + $"Add the new role to that policy, or test a tag that both roles have. To continue anyway, use -AllowLoss. "
                    + Statements(reference)));
        }

        if (less.Outcome == ProofOutcome.Unknown)
            warnings.Add(
                new PlanIssue(
                    "PrincipalCondition",
                    ("A policy condition depends on the caller (aws:PrincipalArn, aws:PrincipalTag, aws:userid); the new role is a "
                        + "different principal and may not match. "
                        + less.Reason).TrimEnd() + " " + Statements(reference)));
        return more;

        // Lambda names a session after the function.
        RequestPrincipal? Sessions(ExecutionRole one) => one.RoleId is { } id
            ? one.ToPrincipal()?.With([KeyValuePair.Create("aws:userid", (string?)$"{id}:{step.FunctionName}")])
            : one.ToPrincipal();
        static string Statements(PolicySet policies) =>
            $"The statements: {NameList.Few(policies.AboutPrincipal.Select(statement => statement.Text).Distinct(StringComparer.Ordinal))}";
        static PlanIssue More(ProofResult proof) =>
            new("NotProven", $"The new role would allow a request that the source role does not allow: {proof.Witnesses[0].Request}.");
        static PlanIssue NotProven(string? reason) =>
            new("NotProven", $"Could not prove that the new role allows no more than the source role: {reason}");
    }

    /// <summary>Returns true if the source role certainly allows everything that a document allows.</summary>
    public static bool IsGranted(string document, ExecutionRole source, CancellationToken cancellationToken)
    {
        try
        {
            return PolicyProver.GrantsNoMoreThan(
                Within([document], source), source.ToPolicySet(), cancellationToken: cancellationToken).Outcome == ProofOutcome.Proven;
        }
        catch (PolicyFormatException)
        {
            return false;
        }
    }

    /// <summary>Returns the policies under the source role's boundary.</summary>
    /// <exception cref="PolicyFormatException">A document is not a valid policy.</exception>
    private static PolicySet Within(IEnumerable<string> documents, ExecutionRole source) =>
        new(documents.Select(PolicyDocument.Parse),
            source.PermissionsBoundary?.Document is { } bounding ? PolicyDocument.Parse(bounding) : null);
}
