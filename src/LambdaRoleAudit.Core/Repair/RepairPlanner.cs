using System.Globalization;
using System.Security.Cryptography;
using LambdaRoleAudit.Inventory;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>Plans a repair: reads everything that a step hangs on, and writes nothing.</summary>
public sealed class RepairPlanner(IAwsSession session, IReadOnlyList<AwsRegion> knownRegions, IInventoryObserver observer)
{
    private const int AtOnce = 8;

    /// <summary>The plan, by region and function.</summary>
    /// <exception cref="ProblemException">Functions or roles of the account cannot be read at all.</exception>
    public async Task<IReadOnlyList<LambdaRoleRepairStep>> PlanAsync(RoleScope scope, RepairOptions options, CancellationToken cancellationToken)
    {
        var reading = new AccountInventoryReader(session, knownRegions, observer).ReadAsync(RegionSelection.All, includeVersions: true, cancellationToken);
        var all = await new ExecutionRoleReader(session.Iam, observer.OnProblem).ReadAllAsync(_ => true, cancellationToken).ConfigureAwait(false);
        var use = new RoleUse(await reading.ConfigureAwait(false), isWholeAccount: true);
        var roles = new RoleIndex(all);
        var repairId = Convert.ToHexString(RandomNumberGenerator.GetBytes(4)).ToLowerInvariant();

        var functions = Choose(scope, use).Where(function => options.Keep?.Invoke(function) != true).ToList();
        var policies = functions.Count == 0 || options.SkipResourcePolicies
            ? null
            : await FunctionPolicies.ReadAsync(session, [.. use.Functions.Where(function => !function.IsPublishedVersion)], observer, cancellationToken).ConfigureAwait(false);
        var unknown = Unknown(use, policies).ToList();
        using var gate = new SemaphoreSlim(AtOnce);
        var steps = (await Task.WhenAll(functions.Select(async function =>
        {
            await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var step = await StepAsync(function, use, roles, policies, options, repairId, cancellationToken).ConfigureAwait(false);
                return step is null || step.IsAlreadyRepaired ? step
                    : options.AllowUnknown ? step with { Warnings = [.. step.Warnings, .. unknown] }
                    : step with { Blockers = [.. step.Blockers, .. unknown] };
            }
            finally
            {
                gate.Release();
            }
        })).ConfigureAwait(false)).OfType<LambdaRoleRepairStep>().ToList();
        return [.. (await WithQuotaAsync(steps, roles, cancellationToken).ConfigureAwait(false))
            .OrderBy(step => step.Region, StringComparer.Ordinal).ThenBy(step => step.FunctionName, StringComparer.Ordinal)];
    }

    private IEnumerable<LambdaFunction> Choose(RoleScope scope, RoleUse use)
    {
        var chosen = new Dictionary<string, LambdaFunction>(StringComparer.Ordinal);
        var arns = scope.IsEverything
            ? use.SharedRoles
            : scope.Roles.SelectMany(role => role.Arn is { } arn ? [arn.ToString()] : use.Roles.Where(known => known.RoleName.Equals(role.RoleName, StringComparison.OrdinalIgnoreCase)).Select(known => known.ToString()));
        foreach (var function in arns.SelectMany(use.FunctionsOf)) Add(function);
        foreach (var (wanted, region) in scope.Functions)
        {
            var at = wanted.Region ?? region;
            var found = use.Functions.Where(function => function.FunctionName == wanted.FunctionName && (at is null || function.Region.Equals(at, StringComparison.OrdinalIgnoreCase)) && !function.IsPublishedVersion).ToList();
            if (found.Count == 0) observer.OnProblem(InventoryProblems.FunctionNotFound(at is null ? wanted.FunctionName : $"{wanted.FunctionName} in {at}", use.UnreadRegions));
            else if (found.Count > 1) observer.OnProblem(RepairProblems.Ambiguous(wanted.FunctionName, found));
            else Add(found[0]);
        }

        return chosen.Values;

        void Add(LambdaFunction function)
        {
            // A version's role is frozen: there is nothing to repair.
            if (!function.IsPublishedVersion) chosen[function.FunctionArn] = function;
        }
    }

    private async Task<LambdaRoleRepairStep?> StepAsync(LambdaFunction function, RoleUse use, RoleIndex roles, FunctionPolicies? policies, RepairOptions options, string repairId, CancellationToken cancellationToken)
    {
        if (roles.Find(function.Role) is not { } source)
        {
            observer.OnProblem(RepairProblems.SourceRoleMissing(function));
            return null;
        }

        if (!source.IsComplete)
        {
            observer.OnProblem(RepairProblems.SourceRoleUnreadable(function, source.RoleName));
            return null;
        }

        try
        {
            var lambda = session.Lambda(function.Region);
            var detail = await lambda.GetFunctionAsync(function.FunctionName, cancellationToken).ConfigureAwait(false);
            var mappings = options.Strategy == RepairStrategy.Scoped ? await lambda.ListEventSourceMappingsAsync(function.FunctionName, cancellationToken).ConfigureAwait(false) : [];
            if (Own(detail, mappings, source, options, cancellationToken) is { } own) return RepairStepBuilder.AlreadyRepaired(detail, own, options.Strategy);
            var step = RepairStepBuilder.Build(detail, mappings, source, options.Strategy, repairId, options.RoleNamePrefix, cancellationToken);
            var allowed = new List<string>();
            if (options.AllowUnknown) allowed.Add(RepairStepBuilder.NoRevision);
            if (options.AllowLoss) allowed.Add(RepairStepBuilder.Loss);
            step = step with
            {
                Blockers = [.. step.Blockers.Where(blocker => !allowed.Contains(blocker.Id))],
                Warnings = [.. step.Warnings, .. step.Blockers.Where(blocker => allowed.Contains(blocker.Id))],
            };
            return step with
            {
                Blockers = [.. step.Blockers, .. Blockers(detail, source, options), .. Taken(step, roles)],
                Warnings = [.. step.Warnings, .. Warnings(function, source, use, roles, policies)],
            };
        }
        catch (AwsCallException e)
        {
            observer.OnProblem(AwsProblems.Describe(e, $"read function {function.FunctionName} in {function.Region}", function.FunctionName));
            return null;
        }
    }

    /// <summary>
    /// The function's role as one that a repair made for it; null if it is not one, or if the strategy would give the function
    /// something else. A copy of a copy is nothing new.
    /// </summary>
    private static RepairedRole? Own(FunctionDetail detail, IReadOnlyList<EventSourceMapping> mappings, ExecutionRole role, RepairOptions options, CancellationToken cancellationToken) =>
        RepairedRole.Of(role) is { Mismatches.Count: 0 } repaired && repaired.FunctionArn == detail.Function.FunctionArn
        && (options.Strategy == RepairStrategy.Copy || RepairStepBuilder.Build(detail, mappings, role, options.Strategy, "", cancellationToken: cancellationToken).ContentHash == RoleContent.Of(role).Hash)
            ? repaired
            : null;

    /// <summary>A role that has the target's name already: an earlier run's is taken up, if it has nothing more than it is to have.</summary>
    private static IEnumerable<RepairRemark> Taken(LambdaRoleRepairStep step, RoleIndex roles)
    {
        if (roles.FindName(step.TargetRoleName) is not { } there) yield break;
        if (RepairedRole.Of(there) is not { Mismatches.Count: 0 } || there.Tags.GetValueOrDefault(RoleTags.Function) != step.FunctionArn)
            yield return new RepairRemark("TargetRoleExists", $"Role {step.TargetRoleName} exists, and its tags do not say that a repair created it for this function. Look at who created it, and delete it.");
        else if (RoleContent.Of(there).Beyond(RepairStepBuilder.SpecOf(step).Content).ToList() is { Count: > 0 } more)
            yield return new RepairRemark("TargetRoleWasChanged", $"Role {step.TargetRoleName} was created by an earlier run and has since been modified: it has {string.Join(", ", more)}. Revert the change, or remove the role with Undo-LambdaRoleRepair -RoleName {step.TargetRoleName}.");
    }

    private static IEnumerable<RepairRemark> Blockers(FunctionDetail detail, ExecutionRole source, RepairOptions options)
    {
        if (!detail.Function.Role.Equals(source.RoleArn, StringComparison.OrdinalIgnoreCase))
            yield return new RepairRemark("FunctionChanged", $"The function is on {detail.Function.Role} now: it changed while the plan was made.");
        if (!options.AllowManaged && FunctionOwner.Find(detail.Tags) is { } owner)
            yield return new RepairRemark("FunctionManagedElsewhere", $"The function belongs to {owner.Tool} (tag {owner.Tag}): its next deployment would undo or fight the change. Give it a role of its own in the template; to change it here all the same: -AllowManaged.");
    }

    private static IEnumerable<RepairRemark> Warnings(LambdaFunction function, ExecutionRole source, RoleUse use, RoleIndex roles, FunctionPolicies? policies)
    {
        var versions = use.FunctionsOf(source.RoleArn).Where(other => other.IsPublishedVersion && other.FunctionName == function.FunctionName && other.Region == function.Region).Select(other => other.Version).ToList();
        if (versions.Count > 0)
            yield return new RepairRemark("FrozenVersions", $"Published versions stay on the source role: {string.Join(", ", versions)}. Aliases on them do too, until new versions are published.");
        var trusting = roles.ThatTrust(source).ToList();
        if (trusting.Count > 0)
            yield return new RepairRemark("NamedInTrust", $"Trust policies of other roles name the source role, and not the new one: {string.Join(", ", trusting)}.");
        var calling = policies?.ThatName(source).ToList() ?? [];
        if (calling.Count > 0)
            yield return new RepairRemark("NamedInResourcePolicy", $"Resource policies of functions name the source role, and not the new one: {string.Join(", ", calling)}. Add the new role there first, if this function calls them.");
        yield return new RepairRemark("NotLookedAt", $"Resource policies that may name the source role were not looked at: of S3, KMS, SQS, SNS, Secrets Manager and others; {(policies is null ? "of Lambda functions" : "of Lambda versions, aliases and layers")}.");
    }

    /// <summary>What could not be read and may matter to any step: unknown is not fine.</summary>
    private static IEnumerable<RepairRemark> Unknown(RoleUse use, FunctionPolicies? policies)
    {
        if (!use.IsRead)
            yield return new RepairRemark("RegionsUnknown", $"Not read: {(use.UnreadRegions.Count > 0 ? string.Join(", ", use.UnreadRegions) : "see the errors")}. Functions there may use the source role too, or let it call them. Allow lambda:ListFunctions there, or plan all the same: -AllowUnknown.");
        if (policies?.Unread is { Count: > 0 } unread)
            yield return new RepairRemark("ResourcePoliciesUnknown", $"Resource policies of functions could not be read ({policies.Why}): {NameList.Few(unread)}. They may name the source role. Allow lambda:GetPolicy, or plan all the same: -AllowUnknown; without looking at any: -SkipResourcePolicy.");
    }

    /// <summary>Splitting roles eats the role quota: it must have room for the whole plan before the first role is made.</summary>
    private async Task<IEnumerable<LambdaRoleRepairStep>> WithQuotaAsync(List<LambdaRoleRepairStep> steps, RoleIndex roles, CancellationToken cancellationToken)
    {
        var wanted = steps.Count(step => step.CanApply && !roles.Exists(step.TargetRoleName));
        if (wanted == 0) return steps;
        RepairRemark? remark = null;
        try
        {
            var summary = await session.Iam.GetAccountSummaryAsync(cancellationToken).ConfigureAwait(false);
            if (summary.TryGetValue("Roles", out var count) && summary.TryGetValue("RolesQuota", out var quota))
            {
                if (count + wanted > quota)
                {
                    remark = new RepairRemark("RoleQuota", string.Create(CultureInfo.InvariantCulture,
                        $"The plan needs {wanted} new roles; the account has {count} of {quota}. Ask for a higher quota 'Roles per account' in Service Quotas (IAM, us-east-1), or plan fewer functions."));
                }
            }
        }
        catch (AwsCallException e)
        {
            remark = new RepairRemark("RoleQuotaUnknown", $"Whether the account has room for {wanted} new roles could not be read ({e.ErrorCode ?? e.Kind.ToString()}): allow iam:GetAccountSummary.");
        }

        return remark is null ? steps : steps.Select(step => step with { Blockers = [.. step.Blockers, remark] });
    }
}
