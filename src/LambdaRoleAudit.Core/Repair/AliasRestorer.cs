using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>
/// Undoes the moves of aliases: an alias that points to a version on the role of a repair goes back to a version with equal code and
/// configuration that runs under the source role. If there is none, the alias stays. Neither tags nor numbers decide.
/// </summary>
internal sealed class AliasRestorer(IAwsSession session, TimeProvider time, AssignmentOptions options)
{
    /// <summary>Restores the aliases of a function that is back on its source role.</summary>
    /// <param name="step">The step.</param>
    /// <param name="result">What happened to the function.</param>
    /// <param name="objection">Checks the source role again, right before an alias is changed.</param>
    /// <param name="stop">No alias is changed after it is canceled. A change in progress is completed.</param>
    public async Task<RoleRepairResult> RestoreAsync(
        UndoStep step, RoleRepairResult result, Func<CancellationToken, Task<string?>> objection, CancellationToken stop)
    {
        if (result.Status != RoleRepairStatus.Undone || step.OwnVersions.Count == 0 || step.Standing == RepairStanding.RepairedAgain
            || step.Repaired.Function is not { Region: { } region } function) return result;
        var lambda = session.Lambda(region);
        var restored = new List<AliasResult>();
        try
        {
            foreach (var alias in await lambda.ListAliasesAsync(function.FunctionName, stop).ConfigureAwait(false))
            {
                if (alias.AdditionalVersions.Append(alias.FunctionVersion).Any(step.OwnVersions.Contains))
                    restored.Add(await TryAsync(lambda, step, alias, objection, stop).ConfigureAwait(false));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return All(AliasStatus.Skipped, "The command was stopped before the aliases. Run it again.");
        }
        catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound)
        {
            // The function was deleted, with its aliases.
            return result;
        }
        catch (AwsCallException e)
        {
            var why = AwsProblems.Describe(e, $"list the aliases of function {function.FunctionName}", function.FunctionName).Message;
            return All(AliasStatus.Failed, $"{why} The aliases were not changed.");
        }

        return AliasOutcomes.With(result, restored);

        RoleRepairResult All(AliasStatus status, string why) => AliasOutcomes.With(
            result,
            [
                .. restored, .. step.OwnVersions.Select(version =>
                    new AliasResult("*", $"{step.Repaired.FunctionArn}:*", version, version, status, why)),
            ]);
    }

    private async Task<AliasResult> TryAsync(
        ILambdaApi lambda, UndoStep step, FunctionAlias alias, Func<CancellationToken, Task<string?>> objection, CancellationToken stop)
    {
        try
        {
            return await OneAsync(lambda, step, alias, objection, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Of(AliasStatus.Skipped, "The command was stopped before it was restored. Run the command again.");
        }
        catch (AliasException e)
        {
            return Of(e.Status, e.Message);
        }
        catch (ProblemException e)
        {
            return Of(AliasStatus.Failed, e.Problem.Message);
        }
        catch (AwsCallException e)
        {
            return Of(AliasStatus.Failed, AwsProblems.Describe(e, $"restore alias {alias.Name}", alias.Name).Message);
        }

        AliasResult Of(AliasStatus status, string reason) =>
            new(alias.Name, alias.AliasArn, alias.FunctionVersion, alias.FunctionVersion, status, reason);
    }

    private async Task<AliasResult> OneAsync(
        ILambdaApi lambda, UndoStep step, FunctionAlias alias, Func<CancellationToken, Task<string?>> objection, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var name = step.Repaired.Function!.FunctionName;
        var sourceArn = step.Repaired.SourceRoleArn;
        if (alias.AdditionalVersions.Count > 0) throw Blocked("It sends calls to several versions.");
        if (alias.RevisionId is null) throw Blocked("Lambda returned no RevisionId, so a later change could not be detected.");
        if (step.Source is not { Exists: true, TrustsLambda: true })
            throw Blocked($"The source role {sourceArn} does not exist, does not trust Lambda, or could not be read.");
        var current = await lambda.GetVersionAsync(name, alias.FunctionVersion, stop).ConfigureAwait(false);
        var provisioned = await lambda.GetProvisionedConcurrencyAsync(name, alias.Name, stop).ConfigureAwait(false);
        var candidates = (await lambda.ListVersionsAsync(name, stop).ConfigureAwait(false))
            .Where(version => version.Function.IsPublishedVersion && Same(version.Function.Role, sourceArn)
                && version.CodeSha256 == current.Detail.CodeSha256)
            .OrderByDescending(version => version.Function.Version.Length)
            .ThenByDescending(version => version.Function.Version, StringComparer.Ordinal);
        var publisher = new VersionPublisher(lambda, time, options);
        foreach (var candidate in candidates)
        {
            var version = await lambda.GetVersionAsync(name, candidate.Function.Version, stop).ConfigureAwait(false);
            if (!AliasComparison.Of(version, current).IsEqual) continue;
            version = await publisher.ReadyAsync(version.Version, sourceArn, current, stop).ConfigureAwait(false);
            if (await objection(stop).ConfigureAwait(false) is { } wrong) throw Blocked(wrong);
            stop.ThrowIfCancellationRequested();
            return await new AliasSwitch(lambda, name, time, options)
                .ToAsync(alias, version.Version, provisioned is not null, AliasStatus.Restored, stop).ConfigureAwait(false);
        }

        throw Blocked(
            $"No published version on the source role {sourceArn} has the same code and configuration as version {alias.FunctionVersion}.");
    }

    private static AliasException Blocked(string reason) => new(AliasStatus.Blocked, reason);

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
