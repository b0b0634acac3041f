using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>
/// Moves the aliases of a function that runs under its own role: publishes the function as a version, if that ships no other code or
/// configuration than callers have now, and points the aliases to that version. Everything is read again right before it is relied on.
/// </summary>
/// <remarks>
/// Nothing is remembered between runs. A version that an earlier run published is found by publishing again, which returns it.
/// </remarks>
public sealed class AliasMover(IAwsSession session, TimeProvider time, AssignmentOptions options)
{
    private readonly RoleWatch _watch = new(session.Iam, time, options);

    /// <summary>Moves the aliases of a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="result">What happened to the function.</param>
    /// <param name="stop">No alias is changed after it is canceled. A change in progress is completed.</param>
    /// <returns>The result with the aliases, and with a reason if one of them was not moved.</returns>
    public async Task<RoleRepairResult> MoveAsync(LambdaRoleRepairStep step, RoleRepairResult result, CancellationToken stop)
    {
        if (step.Aliases.Count == 0) return result;
        var run = new Run(step, session.Lambda(step.Region));
        var aliases = new List<AliasResult>();
        foreach (var alias in step.Aliases)
            aliases.Add(
                result.Status is not (RoleRepairStatus.Repaired or RoleRepairStatus.AlreadyRepaired)
                    ? Of(alias, AliasStatus.Skipped, "Its function was not repaired.")
                : !alias.CanMove ? Of(alias, AliasStatus.Blocked, string.Join(' ', alias.Blockers.Select(blocker => blocker.Message)))
                : await TryAsync(run, alias, stop).ConfigureAwait(false));
        if (run.Published is { } published && !aliases.Exists(alias => alias.ToVersion == published.Version))
            aliases = [.. aliases.Select(alias => alias.Status is AliasStatus.Moved or AliasStatus.AlreadyMoved ? alias : alias with
            {
                Reason = $"{alias.Reason} Version {published.Version}, which was published for it, is not used. To delete it: "
                    + $"{AliasOutcomes.ToDelete(step.FunctionName, step.Region, published.Version)}",
            })];
        return AliasOutcomes.With(result, aliases);
    }

    private async Task<AliasResult> TryAsync(Run run, AliasMove alias, CancellationToken stop)
    {
        try
        {
            return await OneAsync(run, alias, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Of(alias, AliasStatus.Skipped, "The command was stopped before it was moved. Run the command again.");
        }
        catch (AliasException e)
        {
            return Of(alias, e.Status, e.Message);
        }
        catch (ProblemException e)
        {
            return Of(alias, AliasStatus.Failed, e.Problem.Message);
        }
        catch (AwsCallException e)
        {
            return Of(
                alias, AliasStatus.Failed,
                AwsProblems.Describe(e, $"move alias {alias.Name} of function {run.Step.FunctionName}", run.Step.FunctionName).Message);
        }
    }

    private async Task<AliasResult> OneAsync(Run run, AliasMove move, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var (step, lambda) = (run.Step, run.Lambda);
        var name = step.FunctionName;
        if (move.AliasArn != $"{step.FunctionArn}:{move.Name}")
            throw Blocked($"The plan was modified: {move.AliasArn} is not an alias of {step.FunctionArn}.");
        var alias = await FindAsync(lambda, name, move.Name, stop).ConfigureAwait(false)
            ?? throw Blocked("It no longer exists.");
        if (alias.FollowsFunction) return Of(move, AliasStatus.AlreadyMoved, null) with { ToVersion = alias.FunctionVersion };
        var latest = await lambda.GetVersionAsync(name, null, stop).ConfigureAwait(false);
        var version = await lambda.GetVersionAsync(name, alias.FunctionVersion, stop).ConfigureAwait(false);
        // Moved by an earlier run, or by a deployment since.
        if (alias.AdditionalVersions.Count == 0 && Same(version.Role, latest.Role))
            return Of(move, AliasStatus.AlreadyMoved, null) with { ToVersion = alias.FunctionVersion };
        if (alias.FunctionVersion != move.FromVersion || alias.RevisionId != move.RevisionId
            || move.CodeSha256 != version.Detail.CodeSha256)
            throw Blocked($"It was changed after the plan was created: it points to version {alias.FunctionVersion}. Plan again.");
        var provisioned = await lambda.GetProvisionedConcurrencyAsync(name, alias.Name, stop).ConfigureAwait(false);
        var ofVersion = await lambda.GetProvisionedConcurrencyAsync(name, alias.FunctionVersion, stop).ConfigureAwait(false);
        var blockers = AliasDecision.Blockers(
            latest, alias, version, (provisioned, ofVersion), step.SourceRoleArn, move.AllowsProvisionedConcurrency).ToList();
        if (blockers.Count > 0) throw Blocked(string.Join(' ', blockers.Select(blocker => blocker.Message)));
        if (latest.Detail.LastUpdateStatus != "Successful" || FunctionDrift.UnknownState(latest.Detail) is not null)
            throw Blocked($"The update status of the function is {latest.Detail.LastUpdateStatus ?? "unknown"}.");
        await VerifyRoleAsync(step, latest, stop).ConfigureAwait(false);

        // Several aliases of a function share one version.
        var published = run.Published is { } before
            ? await run.Publisher(time, options).ReadyAsync(before.Version, latest.Role, version, stop).ConfigureAwait(false)
            : await run.Publisher(time, options).PublishAsync(latest, version, stop).ConfigureAwait(false);
        run.Published = published;
        // Publishing can take minutes.
        await VerifyRoleAsync(step, latest, stop).ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
        return await new AliasSwitch(lambda, name, time, options)
            .ToAsync(alias, published.Version, provisioned is not null, AliasStatus.Moved, stop).ConfigureAwait(false);
    }

    /// <summary>Checks that the function's role is its own, as a repair created it from the source role, and stays.</summary>
    private async Task VerifyRoleAsync(LambdaRoleRepairStep step, FunctionVersion latest, CancellationToken cancellationToken)
    {
        if (!RoleReference.TryParse(latest.Role, out var reference)) throw Blocked($"Role {latest.Role} is not a role's ARN.");
        var wrong = await _watch.PersistsAsync(async () =>
        {
            _watch.Forget();
            var role = await _watch.RecentAsync(reference, freshDocuments: false).ConfigureAwait(false);
            return !role.Exists ? $"Role {role.RoleName} does not exist."
                : RepairedRole.Of(role) is not { Mismatches.Count: 0 } own || own.FunctionArn != step.FunctionArn
                    || !Same(own.SourceRoleArn, step.SourceRoleArn)
                    ? $"The function is on {latest.Role}, which is not the role that a repair created for it from {step.SourceRoleArn}."
                : !role.IsComplete || !own.IsAsMade ? $"Role {role.RoleName} was modified after the repair created it."
                : RemovalMark.Find(role.Tags, time.GetUtcNow()) is not null ? $"Role {role.RoleName} is marked for deletion by another run."
                : null;
        }, reference.RoleName, cancellationToken).ConfigureAwait(false);
        if (wrong is not null) throw Blocked(wrong);
    }

    private static async Task<FunctionAlias?> FindAsync(
        ILambdaApi lambda, string functionName, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await lambda.GetAliasAsync(functionName, name, cancellationToken).ConfigureAwait(false);
        }
        catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound)
        {
            return null;
        }
    }

    private static AliasResult Of(AliasMove alias, AliasStatus status, string? reason) =>
        new(alias.Name, alias.AliasArn, alias.FromVersion, alias.FromVersion, status, reason);

    private static AliasException Blocked(string reason) => new(AliasStatus.Blocked, reason);

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private sealed class Run(LambdaRoleRepairStep step, ILambdaApi lambda)
    {
        public LambdaRoleRepairStep Step { get; } = step;

        public ILambdaApi Lambda { get; } = lambda;

        public FunctionVersion? Published { get; set; }

        public VersionPublisher Publisher(TimeProvider time, AssignmentOptions options) => new(Lambda, time, options);
    }
}
