using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.ResourcePolicies;

namespace LambdaRoleAudit.Repair;

/// <summary>
/// Holds functions back that wait for changes of resource policies. The policies are read after the roles were created, because services
/// refuse a policy that names a role that does not exist.
/// </summary>
internal sealed class PatchWait(IAwsSession session, Func<LambdaRoleRepairStep, Task<ExecutionRole>> sourceOf)
{
    /// <summary>Returns the functions that do not wait. The others get their results.</summary>
    /// <param name="prepared">The functions whose roles are complete.</param>
    /// <param name="onResult">Receives the results of those that wait, or for which this is not known.</param>
    /// <param name="stop">Ends the reading. The functions are then returned, and end as skipped.</param>
    public async Task<IReadOnlyList<PreparedRepair>> HoldAsync(
        IReadOnlyList<PreparedRepair> prepared, Action<LambdaRoleRepairStep, RoleRepairResult> onResult, CancellationToken stop)
    {
        var candidates = prepared.Where(one => one.Step.ResourcePolicies.Count > 0 || !one.Step.SkipsResourcePolicies).ToList();
        if (candidates.Count == 0 || stop.IsCancellationRequested) return prepared;
        var held = new HashSet<PreparedRepair>(ReferenceEqualityComparer.Instance);
        try
        {
            var verdicts = await FindAsync(candidates, stop).ConfigureAwait(false);
            foreach (var (one, (hits, unread)) in candidates.Zip(verdicts))
            {
                if (hits.Count == 0 && unread is null) continue;
                held.Add(one);
                onResult(one.Step, hits.Count > 0
                    ? Waiting(one.Step, hits)
                    : RoleRepairer.Result(
                        one.Step, RoleRepairStatus.Failed,
                        $"Resource policies that can affect the function could not be read: {unread!.TrimEnd('.')}. Allow reading them, or "
                        + $"create the plan with -SkipResourcePolicy. {RoleRepairer.Leftover(one.Step)}"));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The moves end as skipped, each with its result.
        }

        return [.. prepared.Where(one => !held.Contains(one))];
    }

    /// <summary>
    /// Returns what each function still waits for; empty if it can be moved. The commands of one policy are for all functions that wait for
    /// it.
    /// </summary>
    /// <param name="repairs">The functions whose roles are complete.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    /// <returns>For each function, its hits, and the resources that could not be read, with the reasons.</returns>
    private async Task<IReadOnlyList<(IReadOnlyList<ResourcePolicyHit> Hits, string? Unread)>> FindAsync(
        IReadOnlyList<PreparedRepair> repairs, CancellationToken cancellationToken)
    {
        // Every hit of the plan is judged again: those for which the function did not wait can be others now. A policy that names the role
        // since the plan was created is found if the role's policies name the resource.
        var needed = repairs.Select(repair => repair.Step.ResourcePolicies.Select(hit => hit.ResourceArn)
            .ToHashSet(StringComparer.Ordinal)).ToList();
        var sources = new string?[repairs.Count];
        var functions = new MovingFunction?[repairs.Count];
        for (var i = 0; i < functions.Length; i++)
        {
            try
            {
                var source = await sourceOf(repairs[i].Step).ConfigureAwait(false);
                functions[i] = Function(repairs[i], source);
                if (repairs[i].Step is not { SkipsResourcePolicies: true, ResourcePolicies.Count: 0 })
                {
                    var granted = GrantedResources.Of(source, []);
                    needed[i].UnionWith(granted.Named.Select(resource => resource.ResourceArn).Concat(granted.Roles));
                }
            }
            catch (ProblemException e)
            {
                // Without its source role, nothing can be said about this function. The others continue.
                sources[i] = e.Problem.Message;
            }
        }

        var (policies, unread) = await ReadAsync(
            needed.SelectMany((arns, i) => arns.Select(arn => (arn, repairs[i].Step.SourceRoleArn))), cancellationToken)
            .ConfigureAwait(false);

        // A function that does not wait for a policy is not in the patch of that policy.
        var found = new List<ResourcePolicyHit>[repairs.Count];
        for (var i = 0; i < found.Length; i++) found[i] = [];
        foreach (var policy in policies)
        {
            var waiting = Enumerable.Range(0, repairs.Count).Where(i => functions[i] is not null && needed[i].Contains(policy.ResourceArn))
                .ToList();
            var hits = PolicyHits.Of([policy], [.. waiting.Select(i => With(functions[i]!, repairs[i].Step, policy))], cancellationToken);
            for (var i = 0; i < waiting.Count; i++) found[waiting[i]].AddRange(hits[i].Where(hit => hit.IsWaiting));
        }

        return [.. found.Select((hits, i) => ((IReadOnlyList<ResourcePolicyHit>)hits, sources[i] ?? Unread(needed[i], unread)))];
    }

    /// <summary>Returns the result of a function that waits, or that no patch helps.</summary>
    private static RoleRepairResult Waiting(LambdaRoleRepairStep step, IReadOnlyList<ResourcePolicyHit> hits)
    {
        var unpatched = hits.Where(hit => hit.PatchCommands.Count == 0).ToList();
        return (unpatched.Count > 0
            ? RoleRepairer.Result(
                step, RoleRepairStatus.Blocked,
                "Resource policies treat the new role differently from the source role, and adding the role would not change that: "
                + $"{Names(unpatched)}. Change them, or create a plan with another -RoleNamePrefix. {RoleRepairer.Leftover(step)}")
            : RoleRepairer.Result(
                step, RoleRepairStatus.WaitingForPatch,
                $"Role {step.TargetRoleName} was created, but the function was not moved: {Names(hits)} must name the new role first. "
                + "Run the commands in ResourcePolicies.PatchCommands of this result, then the repair again. They write the complete "
                + "policy: if it changes before you run them, run the repair first, for new commands. "
                + $"Undo-LambdaRoleRepair -RoleName {step.TargetRoleName} removes the role.")) with
        { ResourcePolicies = [.. hits] };
    }

    private static string Names(IEnumerable<ResourcePolicyHit> hits) =>
        NameList.Few(hits.Select(hit => $"{hit.ResourceType} {hit.ResourceArn}"));

    private static string? Unread(IReadOnlySet<string> needed, IReadOnlyDictionary<string, string> unread)
    {
        var own = unread.Where(one => needed.Contains(one.Key)).ToList();
        return own.Count == 0 ? null : NameList.Few(own.Select(one => $"{one.Key} ({one.Value})"));
    }

    private async Task<(IReadOnlyList<ResourcePolicyRecord> Policies, IReadOnlyDictionary<string, string> Unread)> ReadAsync(
        IEnumerable<(string Arn, string SourceRoleArn)> resources, CancellationToken cancellationToken)
    {
        // A plan from a file can name anything.
        var kinds = resources.Select(one => (one.Arn, Kind: KindOf(one.Arn, one.SourceRoleArn))).Distinct().ToList();
        var read = await new ResourcePolicyReader(session).ReadAsync(
            new ResourcePolicyQuery
            {
                Resources = [.. kinds.Where(one => one.Kind is not null).Select(one => new PolicyResource(one.Kind!.Value, one.Arn))],
            }, cancellationToken).ConfigureAwait(false);
        var unread = read.Unread.ToDictionary(one => one.Resource.ResourceArn, one => one.Why, StringComparer.Ordinal);
        foreach (var (arn, _) in kinds.Where(one => one.Kind is null))
            unread[arn] = "it is not the ARN of a resource of the account whose policy can be read";
        return (read.Policies, unread);
    }

    /// <summary>Returns the kind of a resource of the role's account; null if it is something else.</summary>
    private static PolicyResourceKind? KindOf(string text, string sourceRoleArn)
    {
        if (!Arn.TryParse(text, out var arn) || !Arn.TryParse(sourceRoleArn, out var own) || arn.Partition != own.Partition
            || (arn.AccountId.Length > 0 && arn.AccountId != own.AccountId)) return null;
        if (Arn.TryParseRole(text, out _)) return PolicyResourceKind.Role;
        return PolicyResources.TryResource(text, out var kind, out var resource) && resource == text && GrantedResources.IsRegionValid(text)
            ? kind
            : null;
    }


    /// <summary>
    /// Returns a function as the plan allows it to lose something: by the usage, or by -AllowLoss. A gain is never allowed.
    /// </summary>
    private static MovingFunction With(MovingFunction function, LambdaRoleRepairStep step, ResourcePolicyRecord policy) => function with
    {
        AllowLoss = step.ResourcePolicies.Any(hit => hit.ResourceArn == policy.ResourceArn
            && hit.Verdict is (ResourcePolicyVerdict.NotUsed or ResourcePolicyVerdict.LossAllowed)),
    };

    /// <summary>Returns a function with its roles as they are now.</summary>
    private static MovingFunction Function(PreparedRepair repair, ExecutionRole source) => MovingFunction.Of(
        repair.Step.FunctionName, source, TargetRole.Of(repair.Step, source) with { RoleId = repair.Role.RoleId }, usage: null);
}
