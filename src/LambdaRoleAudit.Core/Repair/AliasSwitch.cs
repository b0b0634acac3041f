using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>
/// Points an alias to another version, verifies it, watches what depends on it, and rolls back on failure. Both versions must be equal, the
/// role aside, so that callers never see another code.
/// </summary>
internal sealed class AliasSwitch(ILambdaApi lambda, string functionName, TimeProvider time, AssignmentOptions options)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    /// <summary>Switches, and returns what happened.</summary>
    /// <param name="alias">The alias as it was read. It is changed only if it has not changed since.</param>
    /// <param name="version">The version.</param>
    /// <param name="hasProvisioned">True if the alias has provisioned concurrency, which is watched.</param>
    /// <param name="done">The status of a success.</param>
    /// <param name="stop">Ends the wait for provisioned concurrency. The alias itself is always verified.</param>
    /// <exception cref="AliasException">The alias was not changed.</exception>
    public async Task<AliasResult> ToAsync(
        FunctionAlias alias, string version, bool hasProvisioned, AliasStatus done, CancellationToken stop)
    {
        var from = alias.FunctionVersion;
        IReadOnlyList<EventSourceMapping> mappings;
        try
        {
            mappings = await MappingsAsync(alias.Name).ConfigureAwait(false);
        }
        catch (AwsCallException e)
        {
            throw new AliasException(AliasStatus.Failed, Describe(e, $"read the event source mappings of alias {alias.Name}"));
        }

        FunctionAlias now;
        try
        {
            await WriteAsync(alias, version, null).ConfigureAwait(false);
            now = await lambda.GetAliasAsync(functionName, alias.Name, CancellationToken.None).ConfigureAwait(false);
        }
        catch (AwsCallException e)
        {
            return Result(null, AliasStatus.Unknown, $"It could not be read after the change to version {version}: {e.Message}");
        }

        if (!PointsTo(now, version))
            return Result(
                now.FunctionVersion, AliasStatus.Unknown,
                $"It now points to version {now.FunctionVersion}, which someone else must have set.");
        try
        {
            if (hasProvisioned && await ProvisionedTroubleAsync(alias.Name, stop).ConfigureAwait(false) is { } provisioned)
                return await RollBackAsync(alias, version, provisioned).ConfigureAwait(false);
            if (await MappingTroubleAsync(alias.Name, mappings).ConfigureAwait(false) is { } trouble)
                return await RollBackAsync(alias, version, trouble).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Result(
                version, AliasStatus.Unknown,
                $"It points to version {version}. The command was stopped before its provisioned concurrency was READY.");
        }
        catch (AwsCallException e)
        {
            return Result(version, AliasStatus.Unknown, $"It points to version {version}, but could not be watched: {e.Message}");
        }

        return Result(version, done, null);

        AliasResult Result(string? to, AliasStatus status, string? reason) =>
            new(alias.Name, alias.AliasArn, from, to, status, reason);
    }

    /// <summary>Writes the version. An answer that was lost is looked up, never guessed.</summary>
    /// <param name="known">The alias as it was read.</param>
    /// <param name="version">The version.</param>
    /// <param name="patience">How long to retry, for a rollback; null to retry only what Lambda did not process.</param>
    /// <exception cref="AliasException">The alias was not changed.</exception>
    /// <exception cref="AwsCallException">It is not known whether the alias was changed.</exception>
    private async Task WriteAsync(FunctionAlias known, string version, TimeSpan? patience)
    {
        var revision = known.RevisionId;
        var started = time.GetTimestamp();
        for (var delay = FirstDelay; ; delay = delay * 1.5 < LongestDelay ? delay * 1.5 : LongestDelay)
        {
            try
            {
                await lambda.UpdateAliasAsync(functionName, known.Name, version, revision, CancellationToken.None).ConfigureAwait(false);
                return;
            }
            catch (AwsCallException e) when (e.Kind == AwsErrorKind.Throttled || e.ErrorCode == "ResourceConflictException")
            {
                if (time.GetElapsedTime(started) > (patience ?? options.UpdateTimeout))
                    throw new AliasException(AliasStatus.Failed, Describe(e, $"update alias {known.Name}"));
            }
            catch (AwsCallException e) when (e.Kind is AwsErrorKind.AccessDenied or AwsErrorKind.NotFound
                || AwsProblems.IsAboutCredentials(e.Kind) || e.ErrorCode is "InvalidParameterValueException" or "ValidationException")
            {
                throw new AliasException(AliasStatus.Failed, Describe(e, $"update alias {known.Name}"));
            }
            catch (AwsCallException e)
            {
                var now = await lambda.GetAliasAsync(functionName, known.Name, CancellationToken.None).ConfigureAwait(false);
                if (PointsTo(now, version)) return;
                if (!PointsTo(now, known.FunctionVersion) || (patience is null && now.RevisionId != known.RevisionId))
                    throw new AliasException(
                        AliasStatus.Blocked,
                        $"It was changed by someone else: it points to version {now.FunctionVersion}. It was not moved.");
                if (patience is null || time.GetElapsedTime(started) > patience)
                    throw new AliasException(AliasStatus.Failed, Describe(e, $"update alias {known.Name}"));
                revision = now.RevisionId;
            }

            await Task.Delay(delay * (0.75 + (Random.Shared.NextDouble() / 2)), time, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task<AliasResult> RollBackAsync(FunctionAlias before, string version, string trouble)
    {
        string? why;
        try
        {
            var now = await lambda.GetAliasAsync(functionName, before.Name, CancellationToken.None).ConfigureAwait(false);
            if (!PointsTo(now, version))
                return Result(
                    now.FunctionVersion, AliasStatus.Unknown,
                    $"{trouble} It was not rolled back: someone else pointed it to version {now.FunctionVersion}.");
            await WriteAsync(now, before.FunctionVersion, options.RollbackTimeout).ConfigureAwait(false);
            now = await lambda.GetAliasAsync(functionName, before.Name, CancellationToken.None).ConfigureAwait(false);
            if (PointsTo(now, before.FunctionVersion))
                return Result(
                    before.FunctionVersion, AliasStatus.RolledBack,
                    $"{trouble} It was rolled back to version {before.FunctionVersion}; this was verified.");
            why = $"it points to version {now.FunctionVersion}.";
        }
        catch (Exception e) when (e is AliasException or AwsCallException)
        {
            why = e.Message;
        }

        return Result(
            null, AliasStatus.Unknown, $"{trouble} The rollback to version {before.FunctionVersion} could not be verified: {why}");

        AliasResult Result(string? to, AliasStatus status, string reason) =>
            new(before.Name, before.AliasArn, before.FunctionVersion, to, status, reason);
    }

    /// <summary>Waits until the provisioned concurrency is allocated. Returns what is wrong; null if nothing is.</summary>
    private async Task<string?> ProvisionedTroubleAsync(string alias, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        // Right after the switch, the status can still be that of the previous version, so READY counts if it is read twice.
        for (var ready = 0; ready < 2;)
        {
            var provisioned = await lambda.GetProvisionedConcurrencyAsync(functionName, alias, CancellationToken.None)
                .ConfigureAwait(false);
            // It was deleted in the meantime, or is allocated.
            if (provisioned is null) return null;
            if (provisioned.Status == "FAILED")
                return $"Its provisioned concurrency failed: {provisioned.StatusReason ?? "no reason given"}.";
            ready = provisioned.Status == "READY" ? ready + 1 : 0;
            if (time.GetElapsedTime(started) > options.VersionTimeout) return "Its provisioned concurrency was not READY in time.";
            await Task.Delay(options.PollInterval, time, stop).ConfigureAwait(false);
        }

        return null;
    }

    private async Task<string?> MappingTroubleAsync(string alias, IReadOnlyList<EventSourceMapping> before)
    {
        if (before.Count == 0) return null;
        var started = time.GetTimestamp();
        while (true)
        {
            var now = (await MappingsAsync(alias).ConfigureAwait(false)).ToDictionary(mapping => mapping.Uuid);
            if (MappingTrouble.Of(before, now) is { } trouble) return $"Its {trouble}.";
            if (time.GetElapsedTime(started) >= options.MappingWatch) return null;
            await Task.Delay(options.PollInterval, time, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private Task<IReadOnlyList<EventSourceMapping>> MappingsAsync(string alias) =>
        lambda.ListEventSourceMappingsAsync($"{functionName}:{alias}", CancellationToken.None);

    private string Describe(AwsCallException e, string task) =>
        AwsProblems.Describe(e, $"{task} of function {functionName}", functionName).Message;

    private static bool PointsTo(FunctionAlias alias, string version) =>
        alias.FunctionVersion == version && alias.AdditionalVersions.Count == 0;
}
