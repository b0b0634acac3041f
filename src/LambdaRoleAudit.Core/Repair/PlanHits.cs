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

    /// <summary>Returns the steps with their hits.</summary>
    public static List<LambdaRoleRepairStep> Add(
        IReadOnlyList<LambdaRoleRepairStep> steps, Account account, RepairOptions options, CancellationToken cancellationToken)
    {
        var open = steps.Where(step => step is { IsAlreadyRepaired: false, IsNotShared: false } && step.TargetRoleName.Length > 0).ToList();
        if (open.Count == 0 || options.ResourcePolicies == ResourcePolicyReading.None) return [.. steps];
        var functions = open.Select(step => FunctionOf(step, account, options)).ToList();
        var hits = PolicyHits.Of(PoliciesOf(account, open), functions, cancellationToken);
        var all = steps.ToList();
        for (var i = 0; i < open.Count; i++) all[all.FindIndex(step => ReferenceEquals(step, open[i]))] = With(open[i], hits[i]);
        return all;
    }

    /// <summary>Returns the function as policies of resources see it before and after the move.</summary>
    private static MovingFunction FunctionOf(LambdaRoleRepairStep step, Account account, RepairOptions options)
    {
        var source = account.RoleOf(step.SourceRoleArn)!;
        var target = TargetRole.Of(step, source);
        var existing = account.FindRole(source.AccountId, step.TargetRoleName);
        return new MovingFunction(
            new PolicyCaller(source.RoleArn, source.RoleId, step.FunctionName, source.Tags),
            new PolicyCaller(target.RoleArn, existing?.RoleId, step.FunctionName, target.Tags), GrantsOf(target),
            options.Usage.FirstOrDefault(usage => usage.FunctionArn == step.FunctionArn))
        { AllowLoss = options.AllowLoss };
    }

    private static PolicySet? GrantsOf(ExecutionRole role)
    {
        try
        {
            return role.ToPolicySet();
        }
        catch (PolicyFormatException)
        {
            return null;
        }
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

    private static LambdaRoleRepairStep With(LambdaRoleRepairStep step, IReadOnlyList<ResourcePolicyHit> hits)
    {
        if (hits.Count == 0) return step;
        var waiting = hits.Where(hit => hit.IsWaiting && hit.PatchCommands.Count > 0).ToList();
        var unpatched = hits.Where(hit => hit.IsWaiting && hit.PatchCommands.Count == 0).ToList();
        var others = hits.Where(hit => !hit.IsWaiting).ToList();
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
        return step with { ResourcePolicies = [.. hits], Warnings = [.. warnings], Blockers = [.. blockers] };
    }

    private static string Names(IEnumerable<ResourcePolicyHit> hits) =>
        NameList.Few(hits.Select(hit => $"{hit.ResourceType} {hit.ResourceArn}"));

    /// <summary>Returns what was not read, for a warning.</summary>
    public static PlanIssue NotLookedAt(ExecutionRole source, Account account, RepairOptions options)
    {
        var read = account.ResourcePolicies;
        if (options.ResourcePolicies == ResourcePolicyReading.None || read is null)
            return new PlanIssue(
                "NotLookedAt",
                "No resource policies were checked. They may name the source role: those of S3, KMS, SQS, SNS, Secrets Manager, Lambda "
                + "functions and others.");
        var open = GrantedResources.Of(source, []).Open.Where(kind => !read.ListedKinds.Contains(kind)).ToList();
        var others = read.OfOthers.Count == 0 ? "" : $" Buckets that are not in the account: {NameList.Few(read.OfOthers)}.";
        return new PlanIssue(
            "NotLookedAt",
            (options.ResourcePolicies == ResourcePolicyReading.All
                ? "Resource policies that may name the source role were not checked in services that the documentation does not list, and "
                    + "in other accounts and regions."
                : "Resource policies were checked only for resources that the source role's policies name"
                    + (options.Usage.Count > 0 ? " or the functions used" : "")
                    + $"{Open(open)}. Others may name the source role; -ScanResourcePolicy checks all.") + others);
    }

    private static string Open(List<PolicyResourceKind> kinds) => kinds.Count == 0
        ? ""
        : $", not for those that they allow by a pattern ({string.Join(", ", kinds.Select(kind => PolicyResources.Of(kind).Words))})";
}
