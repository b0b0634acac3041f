using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.LeastPrivilege;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>
/// Checks a step that narrows a role, right before it is applied. The evidence is in the plan, and is not read again; what can have changed
/// since is the source role, and what the function's settings need.
/// </summary>
internal static class NarrowedStep
{
    /// <summary>Returns the reason why the step cannot be applied; null if it can, or if it does not narrow a role.</summary>
    /// <param name="step">The step.</param>
    /// <param name="detail">The function.</param>
    /// <param name="mappings">Its event source mappings.</param>
    /// <param name="source">The source role, complete.</param>
    /// <param name="cancellationToken">Cancels the proofs within a moment.</param>
    public static string? Objection(
        LambdaRoleRepairStep step, FunctionDetail detail, IReadOnlyList<EventSourceMapping> mappings, ExecutionRole source,
        CancellationToken cancellationToken)
    {
        if (step.Strategy != RepairStrategy.Used) return null;
        if (step.Narrowing is not { } narrowing) return "The plan was modified: it does not say how the role was narrowed.";
        if (narrowing.SourceHash != SourceHash.Of(source))
            return $"The permissions of the source role {source.RoleName} were changed after the plan was created. Plan again.";
        var needed = new NarrowingInput
        {
            Role = source,
            Usage = new LambdaRoleUsage { AccountId = source.AccountId, Source = UsageSource.Files, IsComplete = true },
            Needed = [.. RequiredPermissions.Of(detail, mappings)],
            Now = TimeProvider.System.GetUtcNow(),
        };
        try
        {
            var proof = new NarrowingProofs(
                source.ToPolicySet(), TargetRole.Of(step, source).ToPolicySet(), RequestFacts.From(needed.Now), cancellationToken)
                .AllowsEvidence(new ActivityEvidence(needed));
            return proof.Outcome == ProofOutcome.Proven
                ? null
                : "The function's settings need what the narrowed role is not proven to allow: "
                    + $"{(proof.Lost.Count > 0 ? NameList.Few(proof.Lost.Select(lost => lost.ToString())) : proof.Reason)}. Plan again.";
        }
        catch (PolicyFormatException e)
        {
            return $"A policy of the step or of the source role is not valid: {e.Message}";
        }
    }
}
