using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>
/// Narrows the policies of a role to what one function used, what its settings need, and what cannot be seen. Makes no calls: the same
/// input always gives the same policies.
/// </summary>
public static class RoleNarrower
{
    /// <summary>Returns the narrowed policies with their proofs. If something prevents their use, it is among the blockers.</summary>
    /// <param name="input">The role and the evidence.</param>
    /// <param name="cancellationToken">Cancels the proofs within a moment.</param>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public static NarrowedRole Narrow(NarrowingInput input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        var blockers = NarrowingIssues.OfEvidence(input).ToList();
        var role = input.Role;
        if (!role.Exists)
        {
            blockers.Add(new PlanIssue("RoleNotFound", $"The role {role.RoleName} does not exist."));
            return new NarrowedRole { Blockers = blockers };
        }

        List<(RolePolicy Policy, PolicyDocument Document)> source;
        PolicySet set;
        try
        {
            source = [.. role.AttachedPolicies.Concat(role.InlinePolicies).Select(policy => (policy, Read(policy)))];
            set = new PolicySet(
                source.Select(policy => policy.Document), role.PermissionsBoundary is { } bounding ? Read(bounding) : null);
        }
        catch (PolicyFormatException e)
        {
            blockers.Add(new PlanIssue("PolicyUnread", $"A policy of the role {role.RoleName} is not known: {e.Message}"));
            return new NarrowedRole { Blockers = blockers };
        }

        var evidence = new ActivityEvidence(input);
        var facts = RequestFacts.From(input.Now);
        var drafts = Drafts(input, source, evidence, facts, out var kept, cancellationToken);
        var (policies, tooLarge) = PolicyPacking.Pack(drafts);
        var proofs = new NarrowingProofs(
            set, new PolicySet(policies.Select(policy => PolicyDocument.Parse(policy.Document)), set.Boundary), facts, cancellationToken);
        var cases = input.Cases ?? GrantCounter.CasesOf(input.Account, cancellationToken);
        var noMore = proofs.GrantsNoMore();
        var allows = proofs.AllowsEvidence(evidence);
        return new NarrowedRole
        {
            Policies = [.. policies],
            GrantsNoMore = noMore,
            AllowsEvidence = allows,
            Before = input.Before ?? GrantCounter.Of(role, source.ConvertAll(policy => policy.Policy), cases, cancellationToken),
            After = GrantCounter.Of(
                role,
                [.. policies.Select(policy => new RolePolicy(
                    policy.PolicyName, policy.Placement == PolicyPlacement.Attached ? policy.PolicyArn : null, policy.Document))],
                cases, cancellationToken),
            KeptUnseen = [.. ReasonList.Unseen(kept)],
            Blockers = [.. blockers, .. tooLarge, .. NarrowingIssues.OfProofs(noMore, allows)],
            Warnings = [.. NarrowingIssues.Warnings(input, allows)],
        };
    }

    private static List<DocumentDraft> Drafts(
        NarrowingInput input, IReadOnlyList<(RolePolicy Policy, PolicyDocument Document)> source, ActivityEvidence evidence,
        RequestFacts facts, out List<KeptAction> kept, CancellationToken cancellationToken)
    {
        var actions = source.SelectMany(policy => policy.Document.Statements).Where(statement => statement.Effect == PolicyEffect.Allow)
            .ToDictionary(statement => statement, statement => new StatementActions(statement, evidence));
        var keeper = new ActionKeeper(input, evidence, input.CoverageOf ?? new ActionCoverage(input.Usage).Of)
        {
            Source = [.. actions.Select(pair => (pair.Key, pair.Value))],
        };
        var narrower = new StatementNarrower(keeper, facts, cancellationToken);
        var names = new HashSet<string>(
            input.Role.InlinePolicies.Select(policy => policy.PolicyName), StringComparer.OrdinalIgnoreCase);
        var drafts = new List<DocumentDraft>();
        kept = [];
        foreach (var (policy, document) in source)
        {
            var parts = document.Statements.Select(statement => statement.Effect == PolicyEffect.Allow
                ? narrower.Narrow(statement, actions[statement], document.Version)
                : [StatementNarrower.Deny(statement)]).ToList();
            kept.AddRange(parts.SelectMany(statement => statement).SelectMany(part => part.Kept));
            var draft = DocumentDraft.Of(NameOf(policy, names), policy, document, parts);
            if (draft.Statements.Count > 0) drafts.Add(draft);
        }

        return drafts;
    }

    /// <summary>Returns a name for the inline policy, which an inline policy of the source can already have.</summary>
    private static string NameOf(RolePolicy policy, HashSet<string> names)
    {
        if (policy.PolicyArn is null) return policy.PolicyName;
        var name = policy.PolicyName;
        for (var number = 2; !names.Add(name); number++) name = FormattableString.Invariant($"{policy.PolicyName}-{number}");
        return name;
    }

    private static PolicyDocument Read(RolePolicy policy) => policy.Document is { } document
        ? PolicyDocument.Parse(document)
        : throw new PolicyFormatException("$", $"The document of policy {policy.PolicyName} was not read.");
}
