using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>
/// Writes a function's role. Retries while Lambda cannot yet use the role, and writes only if nobody else changed the function.
/// </summary>
internal sealed class FunctionRoleWriter(IAwsSession session, TimeProvider time, AssignmentOptions options)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Lambda's error messages while a change in IAM has not propagated (public reports of deployers' retries; IAM user guide, "Changes
    /// that I make are not always immediately visible").
    /// </summary>
    private static readonly string[] Propagating =
        ["cannot be assumed by Lambda", "does not have permissions to call", "KMS key is invalid for CreateGrant"];

    /// <summary>The number of retries.</summary>
    public int Retries { get; private set; }

    /// <summary>True if the function may have the role now, for a caller that caught an exception.</summary>
    public bool IsWritten { get; private set; }

    /// <summary>Writes the role.</summary>
    /// <param name="known">The function as it was read. The role is written only if the function has not changed.</param>
    /// <param name="roleArn">The role.</param>
    /// <param name="patience">How long to retry, whatever Lambda temporarily rejects; null for the limits of an assignment.</param>
    /// <param name="objection">Checks again, before each attempt, what the write relies on. Returns the reason why the role must not be
    /// written. Null if there is nothing to check.</param>
    /// <param name="stop">Nothing is written after it is canceled.</param>
    /// <exception cref="DriftException">The function changed, or the objection is valid. Nothing was written.</exception>
    /// <exception cref="ProblemException">Lambda does not accept the role. Nothing was written.</exception>
    /// <exception cref="AwsCallException">The call failed. <see cref="IsWritten"/> says whether the role may have been written.</exception>
    public async Task WriteAsync(
        FunctionDetail known, string roleArn, TimeSpan? patience, Func<CancellationToken, Task<string?>>? objection, CancellationToken stop)
    {
        var function = known.Function;
        var lambda = session.Lambda(function.Region);
        var revision = known.RevisionId;
        var started = time.GetTimestamp();
        for (var delay = FirstDelay; ; delay = Min(delay * 1.5, LongestDelay))
        {
            if (objection is not null && await objection(stop).ConfigureAwait(false) is { } reason)
                throw new DriftException(AssignmentProblems.NoLongerFits(function, reason));
            stop.ThrowIfCancellationRequested();
            try
            {
                await lambda.UpdateFunctionRoleAsync(function.FunctionName, roleArn, revision, CancellationToken.None)
                    .ConfigureAwait(false);
                IsWritten = true;
                return;
            }
            catch (AwsCallException e) when (IsPropagating(e))
            {
                if (IsOver(patience ?? options.PropagationTimeout))
                    throw new ProblemException(AssignmentErrors.RoleRefused.About(
                        function.FunctionName, ("role", Arn.NameIn(roleArn)), ("function", function.FunctionName), ("reason", e.Message)));
            }
            catch (AwsCallException e) when (e.ErrorCode == "ResourceConflictException" || e.Kind == AwsErrorKind.Throttled)
            {
                // Another update is in progress. After it ends, the revision id shows whether it mattered.
                if (IsOver(patience ?? options.UpdateTimeout)) throw;
            }
            catch (AwsCallException e) when (!IsRefusal(e))
            {
                // It is not known whether the role was written: the SDK sends a request again if its response was lost, and the second
                // request finds the revision id of the first. Only another read shows it.
                IsWritten = true;
                var now = await LookAsync(lambda, function.FunctionName, patience, started).ConfigureAwait(false);
                if (now.Function.Role.Equals(roleArn, StringComparison.OrdinalIgnoreCase)) return;
                IsWritten = false;
                // A new revision id is used only if nothing else is new.
                if (FunctionDrift.Between(known, now).ToList() is { Count: > 0 } drift)
                    throw new DriftException(AssignmentProblems.Changed(function, drift));
                if (FunctionDrift.UnknownState(now) is { } state)
                    throw new DriftException(AssignmentProblems.NoLongerFits(function, state));
                if (e.ErrorCode != "PreconditionFailedException" && patience is null) throw;
                if (IsOver(patience ?? options.UpdateTimeout)) throw;
                revision = now.RevisionId;
            }

            Retries++;
            // Jitter, so that many functions that wait for the same change do not send their requests at the same moment.
            await Task.Delay(delay * (0.75 + (Random.Shared.NextDouble() / 2)), time, stop).ConfigureAwait(false);

            bool IsOver(TimeSpan limit) => time.GetElapsedTime(started) + delay > limit;
        }
    }

    /// <summary>Reads the function, with the same retries as for writing it.</summary>
    private async Task<FunctionDetail> LookAsync(ILambdaApi lambda, string name, TimeSpan? patience, long started)
    {
        while (true)
        {
            try
            {
                return await lambda.GetFunctionAsync(name, CancellationToken.None).ConfigureAwait(false);
            }
            catch (AwsCallException e) when (patience is { } limit && !IsRefusal(e) && time.GetElapsedTime(started) < limit)
            {
                await Task.Delay(FirstDelay, time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private static bool IsPropagating(AwsCallException e) =>
        e.ErrorCode == "InvalidParameterValueException"
            && Propagating.Any(words => e.Message.Contains(words, StringComparison.OrdinalIgnoreCase));

    /// <summary>Lambda processed and rejected the request: nothing was written.</summary>
    private static bool IsRefusal(AwsCallException e) =>
        e.Kind is AwsErrorKind.AccessDenied or AwsErrorKind.NotFound or AwsErrorKind.Throttled || AwsProblems.IsAboutCredentials(e.Kind)
            || e.ErrorCode is "InvalidParameterValueException" or "ValidationException" or "ResourceConflictException";

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
