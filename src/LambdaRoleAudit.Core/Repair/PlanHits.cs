using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.ResourcePolicies;

namespace LambdaRoleAudit.Repair;

/// <summary>Adds to the steps of a plan what the policies of resources do to their functions after the move.</summary>
internal static class PlanHits
{
    /// <summary>The id of the warning that a function will wait.</summary>
    internal const string Waits = "WaitsForPatch";

    /// <summary>The id of the blocker for a policy that no patch makes treat both roles alike.</summary>
    internal const string NoPatch = "NoResourcePolicyPatch";

    /// <summary>Returns the steps with their hits, and with what was not read.</summary>
    public static List<LambdaRoleRepairStep> Add(
        IReadOnlyList<LambdaRoleRepairStep> steps, Account account, RepairOptions options, CancellationToken cancellationToken)
    {
        var open = steps.Where(IsOpen).ToList();
        if (open.Count == 0) return [.. steps];
        var coverage = new PolicyCoverage(account, options);
        var hits = options.ResourcePolicies == ResourcePolicyReading.None
            ? [.. open.Select(_ => (IReadOnlyList<ResourcePolicyHit>)[])]
            : PolicyHits.Of(
                PoliciesOf(account, open), [.. open.Select(step => FunctionOf(step, account, options))], cancellationToken);
        var next = 0;
        return [.. steps.Select(step => IsOpen(step)
            ? With(
                step, hits[next++], options.ResourcePolicies == ResourcePolicyReading.None,
                coverage.Of(account.RoleOf(step.SourceRoleArn)!))
            : step)];
    }

    /// <summary>A function that was moved before has callers that move now, if it has aliases to move.</summary>
    private static bool IsOpen(LambdaRoleRepairStep step) =>
        !step.IsNotShared && (!step.IsAlreadyRepaired || step.Aliases.Any(alias => alias.CanMove));

    /// <summary>Returns the function as policies of resources see it before and after the move.</summary>
    private static MovingFunction FunctionOf(LambdaRoleRepairStep step, Account account, RepairOptions options)
    {
        var source = account.RoleOf(step.SourceRoleArn)!;
        var existing = account.FindRole(source.AccountId, step.TargetRoleName);
        return MovingFunction.Of(
            step.FunctionName, source,
            step.IsAlreadyRepaired && existing is not null ? existing : TargetRole.Of(step, source) with { RoleId = existing?.RoleId },
            options.Usage.FirstOrDefault(usage => usage.FunctionArn == step.FunctionArn)) with
        { AllowLoss = options.AllowLoss };
    }

    /// <summary>Returns the policies that were read: of resources, of functions in files, and the trust policies of other roles.</summary>
    private static IEnumerable<ResourcePolicyRecord> PoliciesOf(Account account, IReadOnlyList<LambdaRoleRepairStep> steps)
    {
        var own = steps.SelectMany(step => (string[])[step.SourceRoleArn, TargetRole.ArnOf(step)])
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return (account.ResourcePolicies?.Policies ?? [])
            .Concat(account.Policies?.Documents.Select(policy =>
                new ResourcePolicyRecord(
                    PolicyResourceKind.LambdaFunction, policy.FunctionArn, policy.FunctionArn.Split(':')[3], policy.Document)) ?? [])
            .Concat(account.Roles.Where(role => role.TrustPolicy is not null && !own.Contains(role.RoleArn))
                .OrderBy(role => role.RoleName, StringComparer.Ordinal)
                .Select(role => new ResourcePolicyRecord(PolicyResourceKind.Role, role.RoleArn, "", role.TrustPolicy)));
    }

    private static LambdaRoleRepairStep With(
        LambdaRoleRepairStep step, IReadOnlyList<ResourcePolicyHit> hits, bool skips, PlanIssue coverage)
    {
        var waiting = hits.Where(hit => hit.IsWaiting && hit.PatchCommands.Count > 0).ToList();
        var unpatched = hits.Where(hit => hit.IsWaiting && hit.PatchCommands.Count == 0).ToList();
        var others = hits.Where(hit => !hit.IsWaiting).ToList();
        if (step.IsAlreadyRepaired) return WithAliases(step, hits, skips, coverage);
        var (warnings, blockers) = (step.Warnings.ToList(), step.Blockers.ToList());
        if (waiting.Count > 0)
            warnings.Add(new PlanIssue(
                Waits,
                "The function will wait for changes of resource policies that name the source role but not the new role: "
                + $"{Names(waiting)}. The repair creates the role, and the result has the commands. -AllowLoss moves the function without "
                + "them."));
        if (unpatched.Count > 0)
            blockers.Add(new PlanIssue(
                NoPatch,
                $"Resource policies treat the new role differently from the source role, and adding the role would not change that: "
                + $"{Names(unpatched)}. Change them first, or use another -RoleNamePrefix."));
        if (others.Count > 0)
            warnings.Add(new PlanIssue(
                "NamedInResourcePolicy",
                "Resource policies may treat the new role differently from the source role; the function does not wait for them: "
                + $"{string.Join("; ", others.Select(hit => $"{hit.ResourceType} {hit.ResourceArn} ({hit.Reason.TrimEnd('.')})"))}."));
        return step with
        {
            ResourcePolicies = [.. hits],
            SkipsResourcePolicies = skips,
            Warnings = [.. warnings, coverage],
            Blockers = [.. blockers],
        };
    }

    /// <summary>The function runs under its own role already, so only its aliases wait.</summary>
    private static LambdaRoleRepairStep WithAliases(
        LambdaRoleRepairStep step, IReadOnlyList<ResourcePolicyHit> hits, bool skips, PlanIssue coverage)
    {
        var waiting = hits.Where(hit => hit.IsWaiting).ToList();
        var issue = new PlanIssue(
            Waits,
            $"Resource policies treat the function's own role differently from the source role: {Names(waiting)}. Run the commands in "
            + "ResourcePolicies.PatchCommands of the step, and plan again.");
        return step with
        {
            ResourcePolicies = [.. hits],
            SkipsResourcePolicies = skips,
            Warnings = [.. step.Warnings, coverage],
            Aliases = waiting.Count == 0
                ? step.Aliases
                : [.. step.Aliases.Select(alias => alias with { Blockers = [.. alias.Blockers, issue] })],
        };
    }

    private static string Names(IEnumerable<ResourcePolicyHit> hits) =>
        NameList.Few(hits.Select(hit => $"{hit.ResourceType} {hit.ResourceArn}"));
}
