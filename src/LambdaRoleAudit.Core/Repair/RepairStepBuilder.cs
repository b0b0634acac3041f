using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>Makes a function's step out of what was read. No call: the same input gives the same step.</summary>
public static class RepairStepBuilder
{
    /// <summary>The id of the remark that Lambda gave no revision: a blocker, unless what is unknown is allowed.</summary>
    public const string NoRevision = "RevisionUnknown";

    private static readonly string[] PrincipalKeys = ["aws:principalarn", "aws:principaltag/", "aws:userid"];

    /// <summary>The step, with what its own content says against it.</summary>
    /// <param name="detail">The function.</param>
    /// <param name="mappings">Its event source mappings; looked at for <see cref="RepairStrategy.Scoped"/> only.</param>
    /// <param name="source">Its role, complete.</param>
    /// <param name="strategy">How the target's permissions come about.</param>
    /// <param name="repairId">The repair.</param>
    /// <param name="prefix">What the target's name begins with.</param>
    public static LambdaRoleRepairStep Build(
        FunctionDetail detail, IReadOnlyList<EventSourceMapping> mappings, ExecutionRole source, RepairStrategy strategy, string repairId, string prefix = "")
    {
        var function = detail.Function;
        var blockers = new List<PlanIssue>();
        var warnings = new List<PlanIssue>();
        var trust = TrustOf(source, blockers, warnings);
        var notes = new List<string>();
        var inline = strategy == RepairStrategy.Scoped
            ? Scoped(detail, mappings, source, notes, warnings)
            : source.InlinePolicies.Select(policy => new RepairPolicy(policy.PolicyName, policy.Document ?? "")).ToList();
        warnings.AddRange(notes.Select(note => new PlanIssue("NotCovered", note)));
        if (strategy == RepairStrategy.Scoped)
            warnings.Add(new PlanIssue("CodeCallsAreLost", "Scoped allows what the function's settings ask for. What its code calls is not in the configuration, and is lost: add it to the new role, or use Copy."));
        if (source.InlinePolicies.Concat(source.AttachedPolicies).Any(NamesPrincipal))
            warnings.Add(new PlanIssue("PrincipalCondition", "A policy of the source role looks at who calls (aws:PrincipalArn, aws:PrincipalTag, aws:userid): a new role is another principal."));
        if (detail.IsInVpc)
        {
            warnings.Add(new PlanIssue("Vpc", "The function is in a VPC: Lambda removes its old network interfaces with the source role, which must stay until they are gone."));
            if (VpcAccess.IsRefused(source))
                blockers.Add(new PlanIssue("LambdaWouldRefuse", $"The function is in a VPC, and role {source.RoleName} does not allow {VpcAccess.Action}: Lambda asks for that whenever a function is given a role, and would refuse the new one. Allow it in the source role first (AWSLambdaVPCAccessExecutionRole does), and plan again."));
        }

        var step = new LambdaRoleRepairStep
        {
            RepairId = repairId,
            FunctionName = function.FunctionName,
            FunctionArn = function.FunctionArn,
            Region = function.Region,
            RevisionId = detail.RevisionId,
            SourceRoleArn = source.RoleArn,
            Strategy = strategy,
            // Known when the content is: below.
            TargetRoleName = "",
            ContentHash = "",
            RoleNamePrefix = prefix,
            TargetPath = source.Path,
            TrustPolicy = trust,
            Description = source.Description,
            MaxSessionDuration = source.MaxSessionDuration,
            PermissionsBoundaryArn = source.PermissionsBoundary?.PolicyArn,
            AttachedPolicyArns = strategy == RepairStrategy.Scoped ? [] : [.. source.AttachedPolicies.Select(policy => policy.PolicyArn!)],
            InlinePolicies = inline,
            // AWS's own tags (CloudFormation's, for one) cannot be set; ours are of the source role's own making, if it has any.
            Tags = new SortedDictionary<string, string>(
                source.Tags.Where(tag => !RoleTags.IsReserved(tag.Key)).ToDictionary(tag => tag.Key, tag => tag.Value), StringComparer.Ordinal),
            Proof = nameof(ProofOutcome.Unknown),
        };
        var content = SpecOf(step).Content.Hash;
        step = step with
        {
            ContentHash = content,
            TargetRoleName = RoleNaming.Bound(prefix, function.FunctionName, function.Region, function.FunctionArn, source.RoleArn, content),
        };
        if (detail.RevisionId is null)
            blockers.Add(new PlanIssue(NoRevision, "Lambda gave no revision of the function: a change by somebody else could not be noticed."));
        if (FunctionDrift.UnknownState(detail) is { } state) blockers.Add(new PlanIssue("StateUnknown", $"The function cannot be judged: {state}."));
        var proof = Prove(step, source);
        if (proof.Outcome != ProofOutcome.Proven)
        {
            blockers.Add(new PlanIssue("NotProven", proof.Outcome == ProofOutcome.Refuted
                ? $"The new role would allow what the source role does not: {proof.Witnesses[0].Request}."
                : $"That the new role allows no more than the source role could not be proven: {proof.Reason}"));
        }

        if (Arn.TryParse(source.RoleArn, out var arn))
            blockers.AddRange(RoleSpecChecks.Find(SpecOf(step), arn.Partition).Select(problem => new PlanIssue(problem.ErrorId, problem.Message)));
        return step with { Proof = proof.Outcome.ToString(), ProofReason = proof.Reason, Blockers = blockers, Warnings = warnings };
    }

    /// <summary>The step of a function that has its own role already: the role as it is, and nothing to do.</summary>
    /// <param name="detail">The function.</param>
    /// <param name="own">Its role.</param>
    /// <param name="strategy">The strategy that was asked for.</param>
    public static LambdaRoleRepairStep AlreadyRepaired(FunctionDetail detail, RepairedRole own, RepairStrategy strategy) => new()
    {
        RepairId = own.RepairId,
        FunctionName = detail.Function.FunctionName,
        FunctionArn = detail.Function.FunctionArn,
        Region = detail.Function.Region,
        RevisionId = detail.RevisionId,
        SourceRoleArn = own.SourceRoleArn,
        Strategy = strategy,
        TargetRoleName = own.Role.RoleName,
        ContentHash = own.ContentHash,
        TargetPath = own.Role.Path,
        TrustPolicy = own.Role.TrustPolicy!,
        Description = own.Role.Description,
        MaxSessionDuration = own.Role.MaxSessionDuration,
        PermissionsBoundaryArn = own.Role.PermissionsBoundary?.PolicyArn,
        AttachedPolicyArns = [.. own.Role.AttachedPolicies.Select(policy => policy.PolicyArn!)],
        InlinePolicies = [.. own.Role.InlinePolicies.Select(policy => new RepairPolicy(policy.PolicyName, policy.Document ?? ""))],
        Proof = nameof(ProofOutcome.Unknown),
        ProofReason = "The function has its own role already: nothing was compared.",
        IsAlreadyRepaired = true,
    };

    /// <summary>The role that a step makes.</summary>
    public static RoleSpec SpecOf(LambdaRoleRepairStep step) => new()
    {
        RoleName = step.TargetRoleName,
        Path = step.TargetPath,
        TrustPolicy = step.TrustPolicy,
        Description = step.Description,
        MaxSessionDuration = step.MaxSessionDuration,
        PermissionsBoundaryArn = step.PermissionsBoundaryArn,
        FunctionArn = step.FunctionArn,
        SourceRoleArn = step.SourceRoleArn,
        RepairId = step.RepairId,
        Tags = step.Tags,
        AttachedPolicyArns = step.AttachedPolicyArns,
        InlinePolicies = [.. step.InlinePolicies.Select(policy => (policy.PolicyName, policy.Document))],
    };

    /// <summary>What the settings ask for, as far as the source role grants it: a new role never gets more than there was.</summary>
    private static List<RepairPolicy> Scoped(FunctionDetail detail, IReadOnlyList<EventSourceMapping> mappings, ExecutionRole source, List<string> notes, List<PlanIssue> warnings)
    {
        var dropped = new List<string>();
        var draft = ScopedPolicy.Of(detail, mappings, notes).Within(
            document => Prove([document], source).Outcome == ProofOutcome.Proven,
            (action, resource) => dropped.Add($"{action} on {resource}"));
        if (dropped.Count > 0)
            warnings.Add(new PlanIssue("NotGrantedBySource", $"The function's settings ask for what the source role does not grant; it is left out: {string.Join(", ", dropped)}."));
        return draft.IsEmpty ? [] : [new RepairPolicy(ScopedPolicy.PolicyName, draft.ToString())];
    }

    /// <summary>That what the step makes grants no more than the source role.</summary>
    private static ProofResult Prove(LambdaRoleRepairStep step, ExecutionRole source) => Prove(
        source.AttachedPolicies.Where(policy => step.AttachedPolicyArns.Contains(policy.PolicyArn!)).Select(policy => policy.Document!)
            .Concat(step.InlinePolicies.Select(policy => policy.Document)), source);

    /// <summary>That policies under the source role's boundary grant no more than the source role.</summary>
    private static ProofResult Prove(IEnumerable<string> documents, ExecutionRole source)
    {
        try
        {
            var boundary = source.PermissionsBoundary?.Document is { } bounding ? PolicyDocument.Parse(bounding) : null;
            return PolicyProver.GrantsNoMoreThan(new PolicySet(documents.Select(PolicyDocument.Parse), boundary), source.ToPolicySet());
        }
        catch (PolicyFormatException e)
        {
            return new ProofResult(ProofOutcome.Unknown, [], e.Message);
        }
    }

    private static string TrustOf(ExecutionRole source, List<PlanIssue> blockers, List<PlanIssue> warnings)
    {
        if (!source.TrustsLambda || source.TrustPolicy is null)
        {
            blockers.Add(new PlanIssue("SourceDoesNotTrustLambda", $"Role {source.RoleName} does not trust Lambda: the function cannot run under it now."));
            return source.TrustPolicy ?? TrustPolicies.Lambda;
        }

        var trust = RepairTrust.Of(PolicyDocument.Parse(source.TrustPolicy), out var others);
        if (others.Contains($"Service:{TrustPolicies.EdgePrincipal}"))
            blockers.Add(new PlanIssue("LambdaAtEdge", $"Role {source.RoleName} trusts Lambda@Edge: the function may have replicas in CloudFront, which a change of its role does not reach. Change it where the distribution is deployed."));
        else if (others.Count > 0)
            warnings.Add(new PlanIssue("OthersTrusted", $"Role {source.RoleName} is trusted to others too ({string.Join(", ", others)}): only Lambda is carried over."));
        return trust;
    }

    private static bool NamesPrincipal(RolePolicy policy) =>
        policy.Document is { } document && PrincipalKeys.Any(key => document.Contains(key, StringComparison.OrdinalIgnoreCase));
}
