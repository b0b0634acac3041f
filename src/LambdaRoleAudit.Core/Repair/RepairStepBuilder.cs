using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>Creates a function's step from the data that was read. Makes no calls: the same input always gives the same step.</summary>
public static class RepairStepBuilder
{
    /// <summary>The id of the issue that Lambda did not return a revision id. It is a blocker, unless unknowns are allowed.</summary>
    public const string NoRevision = "RevisionUnknown";

    /// <summary>
    /// The id of the issue that the new role lacks permissions of the source role. It is a blocker, unless a loss is allowed.
    /// </summary>
    public const string Loss = "PermissionsLost";

    /// <summary>Returns the step, with the blockers that follow from its own content.</summary>
    /// <param name="detail">The function.</param>
    /// <param name="mappings">The function's event source mappings; used only for <see cref="RepairStrategy.Scoped"/>.</param>
    /// <param name="source">The function's role, complete.</param>
    /// <param name="strategy">How the permissions of the target role are determined.</param>
    /// <param name="repairId">The repair's id.</param>
    /// <param name="prefix">The prefix of the target role's name.</param>
    /// <param name="cancellationToken">Cancels the proofs within a moment.</param>
    /// <param name="used">The policies of the target role for <see cref="RepairStrategy.Used"/>; otherwise null.</param>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public static LambdaRoleRepairStep Build(
        FunctionDetail detail, IReadOnlyList<EventSourceMapping> mappings, ExecutionRole source, RepairStrategy strategy, string repairId,
        string prefix = "", CancellationToken cancellationToken = default, TargetPolicies? used = null)
    {
        var function = detail.Function;
        var blockers = new List<PlanIssue>();
        var warnings = new List<PlanIssue>();
        var trust = TrustOf(source, blockers, warnings);
        var notes = new List<string>();
        var policies = strategy switch
        {
            RepairStrategy.Scoped => new TargetPolicies([], Scoped(detail, mappings, source, notes, warnings, cancellationToken), []),
            RepairStrategy.Used => used ?? throw new ArgumentNullException(nameof(used)),
            _ => TargetPolicies.CopyOf(source),
        };
        warnings.AddRange(notes.Select(note => new PlanIssue("NotCovered", note)));
        if (strategy == RepairStrategy.Scoped)
            warnings.Add(
                new PlanIssue(
                    "CodeCallsAreLost",
                    "Scoped allows only what the function's settings require. What its code calls is not in the configuration, and is "
                    + "lost. Add it to the new role, or use Copy."));
        if (detail.IsInVpc)
        {
            warnings.Add(
                new PlanIssue(
                    "Vpc",
                    "The function is in a VPC. Lambda removes its old network interfaces with the source role, which must exist until they "
                    + "are gone."));
            if (VpcAccess.IsRefused(source, cancellationToken))
                blockers.Add(
                    new PlanIssue(
                        "LambdaWouldRefuse",
                        $"The function is in a VPC, but role {source.RoleName} does not allow {VpcAccess.Action}. Lambda requires it "
                        + "whenever a role is assigned, and would reject the new one. Allow it in the source role first "
                        + "(AWSLambdaVPCAccessExecutionRole does), and plan again."));
        }

        var step = new LambdaRoleRepairStep
        {
            RepairId = repairId,
            FunctionName = function.FunctionName,
            FunctionArn = function.FunctionArn,
            Region = function.Region,
            RevisionId = detail.RevisionId,
            LogicalId = FunctionOwner.LogicalIdOf(detail.Tags),
            SourceRoleArn = source.RoleArn,
            Strategy = strategy,
            // Set below, after the content is known.
            TargetRoleName = "",
            ContentHash = "",
            RoleNamePrefix = prefix,
            TargetPath = source.Path,
            TrustPolicy = trust,
            Description = source.Description,
            MaxSessionDuration = source.MaxSessionDuration,
            PermissionsBoundaryArn = source.PermissionsBoundary?.PolicyArn,
            AttachedPolicyArns = [.. policies.Attached],
            InlinePolicies = [.. policies.Inline],
            CreatedPolicies = policies.CreatedFor(""),
            // AWS's own tags (for example CloudFormation's) cannot be set. The module's tags on the source role, if any, describe how the
            // source role was created.
            Tags = new SortedDictionary<string, string>(
                source.Tags.Where(tag => !RoleTags.IsReserved(tag.Key)).ToDictionary(tag => tag.Key, tag => tag.Value),
                StringComparer.Ordinal),
            Proof = nameof(ProofOutcome.Unknown),
        };
        var content = SpecOf(step).Content.Hash;
        var name = RoleNaming.Bound(prefix, function.FunctionName, function.Region, function.FunctionArn, source.RoleArn, content);
        step = step with { ContentHash = content, TargetRoleName = name, CreatedPolicies = policies.CreatedFor(name) };
        if (detail.RevisionId is null)
            blockers.Add(
                new PlanIssue(NoRevision, "Lambda returned no RevisionId of the function, so a later change could not be detected."));
        if (FunctionDrift.UnknownState(detail) is { } state)
            blockers.Add(new PlanIssue("StateUnknown", $"The function cannot be changed safely: {state}."));
        var proof = RepairProof.Of(step, source, blockers, warnings, cancellationToken);
        if (Arn.TryParse(source.RoleArn, out var arn))
            blockers.AddRange(
                RoleSpecChecks.Find(SpecOf(step), arn.Partition).Select(problem => new PlanIssue(problem.ErrorId, problem.Message)));
        return step with { Proof = proof.Outcome.ToString(), ProofReason = proof.Reason, Blockers = blockers, Warnings = warnings };
    }

    /// <summary>Returns a step as it would be built now. What a function used is as the step says.</summary>
    /// <param name="step">The step.</param>
    /// <param name="detail">The function.</param>
    /// <param name="mappings">The function's event source mappings.</param>
    /// <param name="source">The function's role, complete.</param>
    /// <param name="cancellationToken">Cancels the proofs within a moment.</param>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public static LambdaRoleRepairStep Again(
        LambdaRoleRepairStep step, FunctionDetail detail, IReadOnlyList<EventSourceMapping> mappings, ExecutionRole source,
        CancellationToken cancellationToken) => Build(
            detail, mappings, source, step.Strategy, step.RepairId, step.RoleNamePrefix, cancellationToken, TargetPolicies.Of(step));

    /// <summary>Returns the step of a function that already has its own role: the role as it is, and nothing to do.</summary>
    /// <param name="detail">The function.</param>
    /// <param name="own">The function's role.</param>
    /// <param name="strategy">The requested strategy.</param>
    public static LambdaRoleRepairStep AlreadyRepaired(FunctionDetail detail, RepairedRole own, RepairStrategy strategy) => new()
    {
        RepairId = own.RepairId,
        FunctionName = detail.Function.FunctionName,
        FunctionArn = detail.Function.FunctionArn,
        Region = detail.Function.Region,
        RevisionId = detail.RevisionId,
        LogicalId = FunctionOwner.LogicalIdOf(detail.Tags),
        SourceRoleArn = own.SourceRoleArn,
        Strategy = strategy,
        TargetRoleName = own.Role.RoleName,
        ContentHash = own.ContentHash,
        TargetPath = own.Role.Path,
        TrustPolicy = own.Role.TrustPolicy!,
        Description = own.Role.Description,
        MaxSessionDuration = own.Role.MaxSessionDuration,
        PermissionsBoundaryArn = own.Role.PermissionsBoundary?.PolicyArn,
        AttachedPolicyArns = [.. RoleContent.Of(own.Role).AttachedPolicyArns],
        InlinePolicies = [.. RoleContent.Of(own.Role).InlinePolicies],
        CreatedPolicies = [.. RoleContent.Of(own.Role).CreatedPolicies],
        Proof = nameof(ProofOutcome.Unknown),
        ProofReason = "The function already has its own role; nothing was compared.",
        IsAlreadyRepaired = true,
    };

    /// <summary>Returns the role that a step creates.</summary>
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
        InlinePolicies = step.InlinePolicies,
        CreatedPolicies = step.CreatedPolicies,
    };

    /// <summary>
    /// Returns the permissions that the settings need, as far as the source role grants them: a new role never gets more permissions than
    /// the source role has.
    /// </summary>
    private static List<InlinePolicy> Scoped(
        FunctionDetail detail, IReadOnlyList<EventSourceMapping> mappings, ExecutionRole source, List<string> notes,
        List<PlanIssue> warnings, CancellationToken cancellationToken)
    {
        var dropped = new List<string>();
        var draft = ScopedPolicy.Of(detail, mappings, notes).Within(
            document => RepairProof.IsGranted(document, source, cancellationToken),
            (action, resource) => dropped.Add($"{action} on {resource}"));
        if (dropped.Count > 0)
            warnings.Add(
                new PlanIssue(
                    "NotGrantedBySource",
                    $"The function's settings require what the source role does not grant; it is left out: {string.Join(", ", dropped)}."));
        return draft.IsEmpty ? [] : [new InlinePolicy(ScopedPolicy.PolicyName, draft.ToString())];
    }

    private static string TrustOf(ExecutionRole source, List<PlanIssue> blockers, List<PlanIssue> warnings)
    {
        if (!source.TrustsLambda || source.TrustPolicy is null)
        {
            blockers.Add(
                new PlanIssue(
                    "SourceDoesNotTrustLambda", $"Role {source.RoleName} does not trust Lambda, so the function cannot run with it."));
            return source.TrustPolicy ?? TrustPolicies.Lambda;
        }

        var trust = RepairTrust.Of(PolicyDocument.Parse(source.TrustPolicy), out var others);
        if (others.Contains($"Service:{TrustPolicies.EdgePrincipal}"))
            blockers.Add(
                new PlanIssue(
                    "LambdaAtEdge",
                    $"Role {source.RoleName} trusts Lambda@Edge. The function may have replicas in CloudFront, which a change of its role "
                    + "does not update. Change it in the deployment of the distribution."));
        else if (others.Count > 0)
            warnings.Add(
                new PlanIssue(
                    "OthersTrusted",
                    $"Role {source.RoleName} also trusts other principals ({string.Join(", ", others)}). The new role trusts Lambda "
                    + "only."));
        return trust;
    }
}
