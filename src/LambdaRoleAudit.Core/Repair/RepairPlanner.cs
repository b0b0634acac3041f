using System.Globalization;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>Plans a repair. A pure function of the account: it reads nothing, and the same input always gives the same plan.</summary>
public static class RepairPlanner
{
    /// <summary>Returns the query for the data that a plan needs.</summary>
    /// <param name="selection">The functions.</param>
    /// <param name="options">The options of the plan.</param>
    /// <param name="regions">The scope.</param>
    public static AccountQuery Query(Selection selection, RepairOptions options, RegionSelection regions) => new()
    {
        Regions = regions,
        Scope = regions,
        Roles = RoleReading.All,
        ChooseFunctions = account => Choose(account, selection, options),
        IncludeMappingsOfChosen = options.Strategy != RepairStrategy.Copy,
        ChooseResourcePolicies = options.ResourcePolicies == ResourcePolicyReading.None
            ? null
            : account => PlanResources.Of(account, [.. Choose(account, selection, options)], selection.IsEverything, options),
        ChooseAliases = options.IncludeAlias
            ? account => AliasPlanner.Choose(account, Choose(account, selection, options))
            : null,
        IncludeRoleQuota = true,
    };

    /// <summary>Returns the plan, sorted by region and function.</summary>
    /// <param name="account">The account that was read.</param>
    /// <param name="selection">The functions. If everything is selected, the functions that share a role.</param>
    /// <param name="options">The options of the plan.</param>
    /// <param name="repairId">The id of the repair.</param>
    /// <param name="cancellationToken">Cancels the proofs within a moment.</param>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    /// <exception cref="ProblemException">A function that should keep its role does not exist. A typo must not cause the function to be
    /// changed.</exception>
    public static RepairPlan Plan(
        Account account, Selection selection, RepairOptions options, string repairId, CancellationToken cancellationToken = default)
    {
        foreach (var name in options.Keep ?? [])
        {
            if (!account.Functions.Any(function => name.Matches(function)))
                throw new ProblemException(LookupProblems.KeptFunctionNotFound(name.Text, account.UnreadRegions));
        }

        var problems = selection.Missing(account).ToList();
        var unknown = PlanUnknowns.Of(account, options).ToList();
        var steps = new List<LambdaRoleRepairStep>();
        var used = options.Strategy == RepairStrategy.Used
            ? new UsedPermissions(account, options.Usage, options.Narrowing, TimeProvider.System.GetUtcNow(), cancellationToken)
            : null;
        foreach (var function in Choose(account, selection, options))
        {
            if (Step(account, function, selection, options, repairId, used, problems, cancellationToken) is not { } planned)
                continue;
            var step = AliasPlanner.With(planned, account, function, options);
            steps.Add(step.IsAlreadyRepaired || step.IsNotShared ? step : step with
            {
                Blockers = [.. step.Blockers, .. unknown.Where(issue => !issue.IsAllowed).Select(issue => issue.Issue)],
                Warnings = [.. step.Warnings, .. unknown.Where(issue => issue.IsAllowed).Select(issue => issue.Issue)],
            });
        }

        return new RepairPlan(
            [.. WithQuota(PlanHits.Add(steps, account, options, cancellationToken), account)
                .OrderBy(step => step.Region, StringComparer.Ordinal)
                .ThenBy(step => step.FunctionName, StringComparer.Ordinal)], problems);
    }

    /// <summary>
    /// Returns the functions for which a plan is created. A published version's role cannot be changed, so there is nothing to repair.
    /// </summary>
    private static IEnumerable<LambdaFunction> Choose(Account account, Selection selection, RepairOptions options) =>
        (selection.IsEverything
            ? account.SharedRoles.SelectMany(account.FunctionsOn)
                .Concat(options is { IncludeAlias: true, Strategy: RepairStrategy.Copy } ? AliasPlanner.MovedBefore(account) : [])
                .Distinct()
            : account.Functions.Where(selection.Has))
        .Where(function => !function.IsPublishedVersion && options.Keep?.Any(name => name.Matches(function)) != true)
        .OrderBy(function => function.Region, StringComparer.Ordinal).ThenBy(function => function.FunctionName, StringComparer.Ordinal);

    private static LambdaRoleRepairStep? Step(
        Account account, LambdaFunction function, Selection selection, RepairOptions options, string repairId,
        UsedPermissions? used, List<Problem> problems, CancellationToken cancellationToken)
    {
        var source = account.RoleOf(function.Role);
        if (source is not { Exists: true })
        {
            problems.Add(RepairErrors.SourceRoleMissing.About(
                function.FunctionName, ("role", function.Role), ("function", function.FunctionName)));
            return null;
        }

        if (!source.IsComplete)
        {
            problems.Add(RepairErrors.SourceRoleUnreadable.About(
                function.FunctionName, ("role", source.RoleName), ("function", function.FunctionName)));
            return null;
        }

        if (function.FunctionArn.Length == 0)
        {
            problems.Add(RepairErrors.FunctionWithoutArn.About(function.FunctionName, ("function", function.FunctionName)));
            return null;
        }

        // The function could not be read, which was reported.
        if (account.DetailOf(function) is not { } detail) return null;
        var mappings = options.Strategy != RepairStrategy.Copy ? account.MappingsOf(function) : [];
        var own = RepairedRole.OwnOf(source, function.FunctionArn);
        if (own is not null && options.Strategy == RepairStrategy.Copy)
            return RepairStepBuilder.AlreadyRepaired(detail, own, options.Strategy);
        var narrowed = used?.Narrow(detail, mappings ?? [], source);
        var step = RepairStepBuilder.Build(
            detail, mappings ?? [], source, options.Strategy, repairId, options.RoleNamePrefix, cancellationToken,
            narrowed is null ? null : TargetPolicies.Of(narrowed));
        // A role that the strategy would not change needs no other role.
        if (own is not null && step.ContentHash == RoleContent.Of(source).Hash && narrowed?.Blockers is not { Count: > 0 })
            return RepairStepBuilder.AlreadyRepaired(detail, own, options.Strategy);
        if (narrowed is not null)
            step = step with
            {
                Narrowing = used!.About(narrowed, source, step),
                Blockers = [.. narrowed.Blockers, .. step.Blockers],
                Warnings = [.. narrowed.Warnings, .. step.Warnings],
            };
        // A function's own role is not a finding. Only a strategy that reduces permissions has something to do, if the function was named.
        // What an earlier run began is completed.
        if (account.IsShared(function.Role) == false && (options.Strategy == RepairStrategy.Copy || selection.IsEverything)
            && account.FindRole(function.AccountId, step.TargetRoleName) is null)
            return step with { IsNotShared = true, Warnings = [], Blockers = [] };
        var allowed = step.Blockers.Where(blocker => blocker.Id switch
        {
            RepairStepBuilder.NoRevision => options.AllowUnknown,
            RepairStepBuilder.Loss => options.AllowLoss,
            _ => false,
        }).ToList();
        return step with
        {
            Blockers = [
                .. step.Blockers.Except(allowed), .. Unread(detail, mappings, account), .. Blockers(detail, source, options),
                .. Taken(step, function.AccountId, account)],
            Warnings = [.. step.Warnings, .. allowed, .. Warnings(function, source, account, options)],
        };
    }

    /// <summary>Returns the blockers for data of the function itself that was not read.</summary>
    private static IEnumerable<PlanIssue> Unread(FunctionDetail detail, IReadOnlyList<EventSourceMapping>? mappings, Account account)
    {
        if (mappings is null)
            yield return new PlanIssue(
                "MappingsUnknown",
                $"The permissions that the function's settings require are unknown: {account.WhyNoMappings(detail.Function.Region)}");
        if (!detail.AreSettingsRead)
            yield return new PlanIssue(
                "SettingsUnknown",
                "The file has the function's name and role, but not its settings. Use the output of 'aws lambda list-functions'.");
    }

    /// <summary>
    /// Checks a role that already has the target's name. The role of an earlier run is adopted, if it has nothing beyond its intended
    /// content.
    /// </summary>
    private static IEnumerable<PlanIssue> Taken(LambdaRoleRepairStep step, string accountId, Account account)
    {
        if (account.FindRole(accountId, step.TargetRoleName) is not { } there) yield break;
        if (RepairedRole.Of(there) is not { Mismatches.Count: 0 } || there.Tags.GetValueOrDefault(RoleTags.Function) != step.FunctionArn)
            yield return new PlanIssue(
                "TargetRoleExists",
                $"Role {step.TargetRoleName} exists, but its tags do not say that a repair created it for this function. Check who "
                + "created it, and delete it.");
        else if (RoleContent.Of(there).Beyond(RepairStepBuilder.SpecOf(step).Content).ToList() is { Count: > 0 } more)
            yield return new PlanIssue(
                "TargetRoleWasChanged",
                $"Role {step.TargetRoleName} was created by an earlier run and has since been modified: it has {string.Join(", ", more)}. "
                + "Revert the change, or check why it was made. "
                + RoleCommands.ToDelete(
                    there.RoleArn, [.. there.AttachedPolicies.Select(policy => policy.PolicyArn!)],
                    [.. there.InlinePolicies.Select(policy => policy.PolicyName)]));
    }

    private static IEnumerable<PlanIssue> Blockers(FunctionDetail detail, ExecutionRole source, RepairOptions options)
    {
        if (!detail.Function.Role.Equals(source.RoleArn, StringComparison.OrdinalIgnoreCase))
            yield return new PlanIssue(
                "FunctionChanged", $"The function is now on {detail.Function.Role}: it was modified while the plan was created.");
        if (options.AllowManaged || FunctionOwner.Find(detail.Tags) is not { } owner) yield break;
        var choice = FunctionOwner.LogicalIdOf(detail.Tags) is { } id ? $" -FunctionName {id}" : "";
        yield return new PlanIssue(
            "FunctionManagedElsewhere",
            $"The function is managed by {owner.Tool} (tag {owner.Tag}). Its next deployment would undo or conflict with the change. "
            + $"Give it its own role in the template: Get-LambdaRoleRepairPlan -Path <template>{choice} | Export-LambdaRoleTemplate. "
            + "To change it here anyway, use -AllowManaged.");
    }

    /// <summary>Returns warnings about what the ARN of the new role can break.</summary>
    private static IEnumerable<PlanIssue> Warnings(LambdaFunction function, ExecutionRole source, Account account, RepairOptions options)
    {
        var versions = account.FunctionsOn(source.RoleArn)
            .Where(other => other.IsPublishedVersion && other.FunctionName == function.FunctionName && other.Region == function.Region)
            .Select(other => other.Version).ToList();
        if (versions.Count > 0)
            yield return new PlanIssue(
                "FrozenVersions",
                $"Published versions keep the source role: {string.Join(", ", versions)}. Aliases that point to them do too"
                + (options.IncludeAlias ? ", if they are not moved." : ", until new versions are published. -IncludeAlias moves them."));
    }

    /// <summary>
    /// Separate roles use up the role quota, so the quota must have room for the entire plan before the first role is created.
    /// </summary>
    internal static IEnumerable<LambdaRoleRepairStep> WithQuota(List<LambdaRoleRepairStep> steps, Account account)
    {
        if (account.RoleQuota is not { } quota) return steps;
        var wanted = steps.Where(step =>
            step.CanApply && Arn.TryParse(step.FunctionArn, out var arn) && account.FindRole(arn.AccountId, step.TargetRoleName) is null)
            .ToList();
        if (wanted.Count == 0) return steps;
        var (roles, policies) = (wanted.Count, wanted.Sum(step => step.CreatedPolicies.Count));
        PlanIssue? issue = null;
        if (quota.WhyUnread is { } why)
            issue = new PlanIssue(
                "RoleQuotaUnknown",
                $"Whether the role quota allows {roles} new roles could not be determined ({why}). Allow iam:GetAccountSummary.");
        else if (quota.Count + roles > quota.Limit)
            issue = new PlanIssue("RoleQuota", string.Create(CultureInfo.InvariantCulture,
                $"The plan needs {roles} new roles; the account has {quota.Count} of {quota.Limit}. Request an increase of the quota "
                + $"'Roles per account' in Service Quotas (IAM, us-east-1), or plan fewer functions."));
        else if (quota.Policies + policies > quota.PolicyLimit)
            issue = new PlanIssue("PolicyQuota", string.Create(CultureInfo.InvariantCulture,
                $"The plan needs {policies} new customer managed policies; the account has {quota.Policies} of {quota.PolicyLimit}. "
                + $"Request an increase of the quota 'Customer managed policies per account' in Service Quotas (IAM, us-east-1), or plan "
                + $"fewer functions."));
        else if (policies > 0 && quota.PolicyLimit is null)
            issue = new PlanIssue(
                "PolicyQuotaUnknown",
                $"IAM did not return how many of the {policies} new customer managed policies the account's quota allows. Plan again.");
        return issue is null
            ? steps
            : steps.Select(step => step.IsAlreadyRepaired || step.IsNotShared ? step : step with { Blockers = [.. step.Blockers, issue] });
    }
}
