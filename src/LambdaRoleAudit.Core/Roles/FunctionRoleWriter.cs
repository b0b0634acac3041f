using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>
/// Writes a function's role, again and again while Lambda cannot take it yet, and only while nobody else changed the function.
/// </summary>
internal sealed class FunctionRoleWriter(IAwsSession session, TimeProvider time, AssignmentOptions options)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    /// <summary>
    /// What Lambda says while IAM's change has not come through (public reports of deployers' retries; IAM user guide,
    /// "Changes that I make are not always immediately visible").
    /// </summary>
    private static readonly string[] Propagating =
        ["cannot be assumed by Lambda", "does not have permissions to call", "KMS key is invalid for CreateGrant"];

    /// <summary>How often Lambda had to be asked again.</summary>
    public int Retries { get; private set; }

    /// <summary>Whether the function may have the role now, for a caller that caught an exception.</summary>
    public bool IsWritten { get; private set; }

    /// <summary>Writes the role.</summary>
    /// <param name="known">The function as it was looked at: it is written only while it is so.</param>
    /// <param name="roleArn">The role.</param>
    /// <param name="patience">How long it is tried, whatever Lambda refuses for the time being; null for the limits of a move.</param>
    /// <param name="objection">Looks again at what the write relies on, before each try; says why it must not be done. Null if
    /// nothing is to be looked at.</param>
    /// <param name="stop">Nothing is written after it.</param>
    /// <exception cref="DriftException">The function changed, or the objection stands. Nothing was written.</exception>
    /// <exception cref="ProblemException">Lambda does not take the role. Nothing was written.</exception>
    /// <exception cref="AwsCallException">The call failed; <see cref="IsWritten"/> says whether it may have been done.</exception>
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
                // An update of somebody else is in progress; when it has ended, the revision says whether it mattered.
                if (IsOver(patience ?? options.UpdateTimeout)) throw;
            }
            catch (AwsCallException e) when (!IsRefusal(e))
            {
                // Done or not? The SDK sends a request again whose answer was lost, and the second one meets the first one's
                // revision. Only a look can tell.
                IsWritten = true;
                var now = await LookAsync(lambda, function.FunctionName, patience, started).ConfigureAwait(false);
                if (now.Function.Role.Equals(roleArn, StringComparison.OrdinalIgnoreCase)) return;
                IsWritten = false;
                // A fresh revision is taken only if nothing else is fresh.
                if (FunctionDrift.Between(known, now).ToList() is { Count: > 0 } drift)
                    throw new DriftException(AssignmentProblems.Changed(function, drift));
                if (FunctionDrift.UnknownState(now) is { } state)
                    throw new DriftException(AssignmentProblems.NoLongerFits(function, state));
                if (e.ErrorCode != "PreconditionFailedException" && patience is null) throw;
                if (IsOver(patience ?? options.UpdateTimeout)) throw;
                revision = now.RevisionId;
            }

            Retries++;
            // Jitter: many functions that wait for the same change must not ask at the same moment.
            await Task.Delay(delay * (0.75 + (Random.Shared.NextDouble() / 2)), time, stop).ConfigureAwait(false);

            bool IsOver(TimeSpan limit) => time.GetElapsedTime(started) + delay > limit;
        }
    }

    /// <summary>Reads the function; as patiently as it is written.</summary>
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

    /// <summary>Lambda looked at the request and said no: nothing was written.</summary>
    private static bool IsRefusal(AwsCallException e) =>
        e.Kind is AwsErrorKind.AccessDenied or AwsErrorKind.NotFound or AwsErrorKind.Throttled || AwsProblems.IsAboutCredentials(e.Kind)
            || e.ErrorCode is "InvalidParameterValueException" or "ValidationException" or "ResourceConflictException";

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
