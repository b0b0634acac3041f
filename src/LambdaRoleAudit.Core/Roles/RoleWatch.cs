using System.Collections.Concurrent;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>
/// Reads roles again while a command runs, so that nothing depends on data that is minutes old. A role that does not match is read again
/// for a while: IAM is eventually consistent, and a response may be behind.
/// </summary>
public sealed class RoleWatch(IIamApi iam, TimeProvider time, AssignmentOptions options)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, (long At, Lazy<Task<ExecutionRole>> Role)> _recent =
        new(StringComparer.OrdinalIgnoreCase);

    // Documents of managed policies are kept after they are read once. The reason why something could not be read is kept for later
    // callers.
    private readonly ConcurrentQueue<Problem> _problems = new();
    private ExecutionRoleReader? _reader;

    /// <summary>Discards the data, so that it is read again when it is next needed.</summary>
    public void Forget() => _recent.Clear();

    /// <summary>Returns a role with everything on it, at most a few seconds old (<see cref="AssignmentOptions.MostAge"/>).</summary>
    /// <param name="reference">The role.</param>
    /// <param name="freshDocuments">True to also read the documents of its managed policies again, not only the list of policies.</param>
    /// <exception cref="ProblemException">The role cannot be read.</exception>
    public async Task<ExecutionRole> RecentAsync(RoleReference reference, bool freshDocuments)
    {
        var now = time.GetTimestamp();
        var entry = _recent.AddOrUpdate(
            reference.ToString(),
            _ => (now, Read(reference, freshDocuments)),
            (_, known) => time.GetElapsedTime(known.At, now) <= options.MostAge ? known : (now, Read(reference, freshDocuments)));
        return await entry.Role.Value.ConfigureAwait(false);
    }

    /// <summary>Returns the reason why a role does not, or no longer, match a specification; null if it matches.</summary>
    /// <param name="role">The role, as it was created or adopted.</param>
    /// <param name="spec">The intended content.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    /// <exception cref="AwsCallException">The role cannot be read.</exception>
    public Task<string?> DiffersAsync(RoleRecord role, RoleSpec spec, CancellationToken cancellationToken) => PersistsAsync(async () =>
    {
        var seen = await RoleSnapshot.ReadAsync(iam, role.RoleName, cancellationToken).ConfigureAwait(false);
        return Unusable(role, seen.Record) ?? (seen.Content.DifferencesFrom(spec.Content).ToList() is { Count: > 0 } differences
            ? $"role {role.RoleName} was modified after it was created: it has {string.Join(", ", differences)}."
            : null);
    }, role.RoleName, cancellationToken);

    /// <summary>
    /// Returns the reason why a function cannot use a role: the role is deleted, is a different role, or is being deleted. Null if it can.
    /// </summary>
    /// <inheritdoc cref="DiffersAsync"/>
    public Task<string?> IsGoingAsync(RoleRecord role, CancellationToken cancellationToken) => PersistsAsync(
        async () => Unusable(role, await iam.GetRoleAsync(role.RoleName, cancellationToken).ConfigureAwait(false)), role.RoleName,
        cancellationToken);

    /// <summary>Repeats a check until nothing is wrong, or until something has been wrong for as long as IAM can be behind.</summary>
    internal async Task<string?> PersistsAsync(Func<Task<string?>> look, string roleName, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            // Counts from before the read: a read that takes long says nothing about the time after it began.
            var isLast = time.GetElapsedTime(started) >= options.MismatchWait;
            string? wrong;
            try
            {
                wrong = await look().ConfigureAwait(false);
            }
            catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound)
            {
                wrong = $"role {roleName}, or one of its policies, no longer exists.";
            }

            if (wrong is null || isLast) return wrong;
            await Task.Delay(Interval < options.MismatchWait ? Interval : options.MismatchWait, time, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private string? Unusable(RoleRecord role, RoleRecord now) =>
        now.RoleId != role.RoleId ? $"role {role.RoleName} was deleted and re-created by someone else."
        : RemovalMark.Find(now.Tags, time.GetUtcNow()) is { } mark
            ? FormattableString.Invariant($"role {role.RoleName} is marked for deletion by another run ({mark.Owner}, {mark.Time:u}).")
            : null;

    private Lazy<Task<ExecutionRole>> Read(RoleReference reference, bool freshDocuments) => new(async () =>
    {
        var reader = freshDocuments ? NewReader() : LazyInitializer.EnsureInitialized(ref _reader, NewReader);
        var roles = await reader.ReadEachAsync([reference], CancellationToken.None).ConfigureAwait(false);
        return roles.Count > 0 ? roles[0] : throw new ProblemException(_problems.Last());
    });

    private ExecutionRoleReader NewReader() => new(iam, _problems.Enqueue);
}
