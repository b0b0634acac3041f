using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>Publishes a function as a version that can take the place of another, and waits until it is ready.</summary>
internal sealed class VersionPublisher(ILambdaApi lambda, TimeProvider time, AssignmentOptions options)
{
    private const int MostAttempts = 5;

    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    /// <summary>Returns the version, ready. A version that an earlier run published is returned again, if nothing has changed.</summary>
    /// <param name="latest">The function itself, as it was read. It is published only if it has not changed.</param>
    /// <param name="original">The version that callers use.</param>
    /// <param name="stop">Nothing is published after it is canceled, and the wait ends.</param>
    /// <exception cref="AliasException">The function changed, or the version is not ready or not equal.</exception>
    /// <exception cref="AwsCallException">A call failed.</exception>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public async Task<FunctionVersion> PublishAsync(FunctionVersion latest, FunctionVersion original, CancellationToken stop)
    {
        var published = await WriteAsync(latest, original, stop).ConfigureAwait(false);
        return await ReadyAsync(published.Version, latest.Role, original, stop).ConfigureAwait(false);
    }

    private async Task<FunctionVersion> WriteAsync(FunctionVersion latest, FunctionVersion original, CancellationToken stop)
    {
        var name = latest.Detail.Function.FunctionName;
        var known = latest;
        var started = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                return await lambda.PublishVersionAsync(
                    name, known.Detail.CodeSha256!, known.Detail.RevisionId, original.Description, CancellationToken.None)
                    .ConfigureAwait(false);
            }
            catch (AwsCallException e) when (e.Kind == AwsErrorKind.Throttled || e.ErrorCode == "ResourceConflictException")
            {
                if (time.GetElapsedTime(started) > options.UpdateTimeout) throw;
            }
            catch (AwsCallException e) when (e.Kind is not (AwsErrorKind.AccessDenied or AwsErrorKind.NotFound)
                && !AwsProblems.IsAboutCredentials(e.Kind) && e.ErrorCode != "CodeStorageExceededException")
            {
                // Whether it was published does not matter: if nothing has changed, the same call returns that version.
                var now = await lambda.GetVersionAsync(name, null, stop).ConfigureAwait(false);
                if (!Same(now.Role, latest.Role)) throw Changed($"its role is {now.Role}");
                if (AliasDecision.Difference(now, original) is { } difference) throw Changed(difference);
                if (attempt == MostAttempts) throw;
                known = now;
            }

            await Task.Delay(Delay < options.PollInterval ? Delay : options.PollInterval, time, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until a version can serve its callers, and verifies that it is equal to the version that they use now.</summary>
    /// <param name="version">The version.</param>
    /// <param name="roleArn">The role that it must have.</param>
    /// <param name="original">The version that callers use now.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="AliasException">The version is not ready, or not equal.</exception>
    public async Task<FunctionVersion> ReadyAsync(string version, string roleArn, FunctionVersion original, CancellationToken stop)
    {
        var name = original.Detail.Function.FunctionName;
        var started = time.GetTimestamp();
        while (true)
        {
            var now = await lambda.GetVersionAsync(name, version, stop).ConfigureAwait(false);
            // The state of a version can say Active before its snapshot is ready.
            var isReady = now.Detail.State == "Active" ? !now.HasSnapStart || now.IsSnapStartReady
                : now.Detail.State == "Inactive" && !now.HasSnapStart;
            if (isReady)
            {
                if (now.Version != version || !Same(now.Role, roleArn))
                    throw new AliasException(AliasStatus.Blocked, $"Version {version} runs under {now.Role}, not under {roleArn}.");
                if (AliasComparison.Of(now, original) is { IsEqual: false } compared)
                    throw new AliasException(
                        AliasStatus.Blocked,
                        $"Version {version} is not equal to version {original.Version}: "
                        + $"{NameList.Few(compared.Differences.Concat(compared.Unknown))}.");
                return now;
            }

            if (now.Detail.State is not ("Pending" or "Active" or "Inactive"))
                throw new AliasException(
                    AliasStatus.Failed,
                    $"Version {version} is {now.Detail.State ?? "in an unknown state"}: {now.StateReason ?? "no reason given"}");
            if (time.GetElapsedTime(started) > options.VersionTimeout)
                throw new AliasException(AliasStatus.Failed, $"Version {version} was not ready in time. Run the command again.");
            await Task.Delay(options.PollInterval, time, stop).ConfigureAwait(false);
        }
    }

    private static AliasException Changed(string what) =>
        new(AliasStatus.Blocked, $"The function was changed before it could be published: {what}");

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
