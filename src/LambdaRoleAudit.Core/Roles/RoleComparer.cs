using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Roles;

/// <summary>Compares the permissions that roles or policies grant.</summary>
public static class RoleComparer
{
    /// <summary>The default number of witnesses to search for, in each direction.</summary>
    public const int DefaultWitnesses = 10;

    /// <summary>Compares two sets of policies, regardless of the role that they are attached to.</summary>
    /// <param name="reference">The reference and its name.</param>
    /// <param name="difference">The policies to compare, and their name.</param>
    /// <param name="mostWitnesses">The number of witnesses to search for, in each direction.</param>
    /// <param name="cancellationToken">Cancels the operation within a moment.</param>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public static RoleComparison Compare(
        (string Name, PolicySet Policies) reference, (string Name, PolicySet Policies) difference, int mostWitnesses = DefaultWitnesses,
        CancellationToken cancellationToken = default) =>
        Compare((reference.Name, reference.Policies, null), (difference.Name, difference.Policies, null), mostWitnesses, cancellationToken);

    /// <summary>Compares the permissions that two roles grant, each to its own sessions.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="difference">The role to compare.</param>
    /// <param name="mostWitnesses">The number of witnesses to search for, in each direction.</param>
    /// <param name="cancellationToken">Cancels the operation within a moment.</param>
    /// <exception cref="PolicyFormatException">A document is not a valid policy, or was not read.</exception>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public static RoleComparison Compare(
        ExecutionRole reference, ExecutionRole difference, int mostWitnesses = DefaultWitnesses,
        CancellationToken cancellationToken = default) =>
        Compare(
            (reference.RoleName, reference.ToPolicySet(), reference.ToPrincipal()),
            (difference.RoleName, difference.ToPolicySet(), difference.ToPrincipal()), mostWitnesses, cancellationToken);

    private static RoleComparison Compare(
        (string Name, PolicySet Policies, RequestPrincipal? Principal) reference,
        (string Name, PolicySet Policies, RequestPrincipal? Principal) difference, int mostWitnesses,
        CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        var comparison = PolicyComparison.Of(
            (reference.Policies, RequestFacts.From(now, reference.Principal)),
            (difference.Policies, RequestFacts.From(now, difference.Principal)), mostWitnesses, cancellationToken);
        return new RoleComparison
        {
            Reference = reference.Name,
            Difference = difference.Name,
            Relation = Relate(comparison.Added.Outcome, comparison.Removed.Outcome),
            Added = [.. comparison.Added.Witnesses.Select(witness => Describe(witness, difference, reference))],
            Removed = [.. comparison.Removed.Witnesses.Select(witness => Describe(witness, reference, difference))],
            Reason = Reason(comparison),
        };
    }

    private static RoleRelation Relate(ProofOutcome addsNothing, ProofOutcome removesNothing) => (addsNothing, removesNothing) switch
    {
        (ProofOutcome.Proven, ProofOutcome.Proven) => RoleRelation.Equal,
        (ProofOutcome.Proven, ProofOutcome.Refuted) => RoleRelation.Narrower,
        (ProofOutcome.Refuted, ProofOutcome.Proven) => RoleRelation.Wider,
        (ProofOutcome.Refuted, ProofOutcome.Refuted) => RoleRelation.Incomparable,
        _ => RoleRelation.Unknown,
    };

    private static string? Reason(PolicyComparison comparison)
    {
        var reasons = new List<string>();
        if (comparison.Added.Reason is { } added) reasons.Add($"What the difference adds could not be fully determined: {added}");
        if (comparison.Removed.Reason is { } removed) reasons.Add($"What the difference removes could not be fully determined: {removed}");
        return reasons.Count == 0 ? null : string.Join(' ', reasons);
    }

    private static PermissionWitness Describe(
        PolicyWitness witness, (string Name, PolicySet Policies, RequestPrincipal? Principal) allowing,
        (string Name, PolicySet Policies, RequestPrincipal? Principal) other)
    {
        var request = Plain(witness.Request, candidate =>
            Ask(allowing, candidate) is { Verdict: PolicyVerdict.Allowed } here && ReferenceEquals(here.Statement, witness.Allowing)
            && Ask(other, candidate) is { Verdict: PolicyVerdict.Denied } there && ReferenceEquals(there.Statement, witness.Denying));
        return new PermissionWitness(
            request.Action, request.Resource, request.Context.ToString(), witness.Allowing.Name, witness.Allowing.Text,
            witness.Denying?.Name);
    }

    private static PolicyDecision Ask((string Name, PolicySet Policies, RequestPrincipal? Principal) side, PolicyRequest request) =>
        PolicyEvaluator.Evaluate(side.Policies, side.Principal?.Making(request) ?? request);

    /// <summary>
    /// Returns the request in a familiar form. A proof creates the shortest text that a pattern matches, "s3:x" or "x". An action that the
    /// service has, and "*", say the same to a reader if they are witnesses too.
    /// </summary>
    private static PolicyRequest Plain(PolicyRequest request, Predicate<PolicyRequest> isWitness)
    {
        if (ActionCatalog.Find(request.Action.Split(':')[0]) is { } service)
        {
            if (service.Find(request.Action) is { } known) request = request with { Action = $"{service.Prefix}:{known.Name}" };
            else request = service.Actions.Select(action => request with { Action = $"{service.Prefix}:{action.Name}" })
                .FirstOrDefault(candidate => isWitness(candidate)) ?? request;
        }

        var any = request with { Resource = "*" };
        return !request.Resource.StartsWith("arn:", StringComparison.Ordinal) && isWitness(any) ? any : request;
    }
}
