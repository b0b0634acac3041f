using System.Globalization;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>
/// Deletes roles that this module created, safely while others work in the account. First, all roles are marked, so that nobody starts to
/// use one. Then IAM's eventual consistency is waited for. Then all functions and versions of all enabled regions are listed. Right before
/// the first policy is removed from a role, its function and the role itself are read again. A deletion is all or nothing: everything that
/// would prevent IAM from deleting the role is checked before, and a deletion that stops halfway is rolled back.
/// </summary>
/// <remarks>
/// IAM cannot compare and delete in one call. The remaining risk is the time between the last read of a role and the end of its deletion,
/// about a second: a function that is assigned to the role within this time, by a tool that does not check the mark, loses the role.
/// </remarks>
public sealed class RoleRemover(
    IAwsSession session, IReadOnlyList<AwsRegion> knownRegions, IReadingObserver observer, TimeProvider time, TimeSpan consistencyWait)
{
    /// <summary>IAM's write quotas are small and not published, so only a few requests run at a time.</summary>
    private const int AtOnce = 3;

    /// <summary>
    /// How long to wait for the mark by default: ten seconds in which IAM may still show the role without it, and the time that a run that
    /// saw the role without it may take to assign it to a function (<see cref="AssignmentOptions.MostAge"/>, and the call).
    /// </summary>
    public static readonly TimeSpan DefaultConsistencyWait = TimeSpan.FromSeconds(13);

    private const string Stopped = "the command was stopped before this step. Run it again.";

    private readonly RemovalMark _mark = RemovalMark.New(time.GetUtcNow());

    /// <summary>Deletes the roles.</summary>
    /// <param name="removals">The roles, each once.</param>
    /// <param name="onEnd">Receives each role as it ends: null if it was deleted, otherwise the reason why it is kept. It can be called on
    /// any thread.</param>
    /// <param name="stop">No deletion begins after it is canceled. A deletion that has begun is completed.</param>
    public async Task RemoveAsync(IReadOnlyList<RoleRemoval> removals, Action<RoleRemoval, string?> onEnd, CancellationToken stop)
    {
        var marked = new List<RoleRemoval>();
        await EachAsync(removals, async removal =>
        {
            var kept = stop.IsCancellationRequested ? Stopped : await MarkAsync(removal).ConfigureAwait(false);
            if (kept is not null) onEnd(removal, kept.Length == 0 ? null : kept);
            else
                lock (marked) marked.Add(removal);
        }).ConfigureAwait(false);
        if (marked.Count == 0) return;

        Account? account = null;
        string? unknown = null;
        try
        {
            await Task.Delay(consistencyWait, time, stop).ConfigureAwait(false);
            // Every enabled region, regardless of the scope. What could not be read is part of the reason.
            account = await new AccountReader(session, knownRegions, observer).ReadAsync(new AccountQuery { Scope = null }, stop)
                .ConfigureAwait(false);
            if (!account.IsRead) unknown = $"whether something uses it is unknown; not read: {account.Unread}.";
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            unknown = Stopped;
        }
        catch (ProblemException e)
        {
            unknown = $"whether something uses it is unknown: {e.Problem.Message}";
        }

        await EachAsync(
            marked,
            async removal =>
                onEnd(
                    removal,
                    await EndAsync(removal, account, stop.IsCancellationRequested ? unknown ?? Stopped : unknown).ConfigureAwait(false)))
            .ConfigureAwait(false);
    }

    /// <summary>Removes a role that could not be completed, if nothing uses it. Returns the outcome.</summary>
    /// <param name="role">The role, as this run created it.</param>
    /// <param name="spec">The role's intended content.</param>
    /// <param name="stop">The role is kept after it is canceled.</param>
    public async Task<string> TakeAwayAsync(RoleRecord role, RoleSpec spec, CancellationToken stop)
    {
        string? kept = null;
        var removal = new RoleRemoval(
            role, spec.FunctionArn, seen => seen.Content.Beyond(spec.Content).Any() ? "it was modified after it was created." : null);
        await RemoveAsync([removal], (_, why) => kept = why, stop).ConfigureAwait(false);
        return kept is null
            ? " What had been created was removed."
            : $" Role {role.RoleName} is incomplete and was kept: {kept} Or run the command again to complete it.";
    }

    /// <summary>Returns null if the role is marked, the reason why it is kept, or an empty string if it is already deleted.</summary>
    private async Task<string?> MarkAsync(RoleRemoval removal)
    {
        if (RemovalMark.Find(removal.Role.Tags, time.GetUtcNow()) is { } other) return OfAnother(other);
        try
        {
            await session.Iam.TagRoleAsync(
                removal.Role.RoleName, new Dictionary<string, string> { [RoleTags.Removal] = _mark.ToString() }, CancellationToken.None)
                .ConfigureAwait(false);
            return null;
        }
        catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound)
        {
            return "";
        }
        catch (AwsCallException e)
        {
            return "it could not be marked for deletion. "
                + $"{AwsProblems.Describe(e, $"tag role {removal.Role.RoleName}", removal.Role.RoleName).Message} {removal.Commands(null)}";
        }
    }

    /// <summary>Returns null if the role is deleted; otherwise the reason why it is kept, after removing its mark.</summary>
    private async Task<string?> EndAsync(RoleRemoval removal, Account? account, string? unknown)
    {
        RoleSnapshot? snapshot = null;
        string? kept;
        try
        {
            (snapshot, kept) = unknown is null
                ? await LookAsync(removal, account!).ConfigureAwait(false)
                : (null, unknown == Stopped ? unknown : $"{unknown} {removal.Commands(null)}");
            IReadOnlyList<CreatedPolicyRemoval> created = [];
            if (kept is null) (created, kept) = await CreatedPolicyRemoval.FindAsync(session.Iam, snapshot!).ConfigureAwait(false);
            // The function is read last, because everything else takes time.
            kept ??= await FunctionOnAsync(removal).ConfigureAwait(false);
            if (kept is null)
            {
                kept = await new RoleDeletion(session.Iam, time).DeleteAsync(snapshot!, created).ConfigureAwait(false);
                if (kept is null) return null;
                kept += $" {removal.Commands(snapshot)}";
            }
        }
        catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound && e.Operation is "GetRole" or "ListInstanceProfilesForRole")
        {
            return null;
        }
        catch (AwsCallException e)
        {
            kept =
                $"{AwsProblems.Describe(e, $"read role {removal.Role.RoleName}", removal.Role.RoleName).Message} "
                + $"{removal.Commands(snapshot)}";
        }

        return kept + await UnmarkAsync(removal, snapshot).ConfigureAwait(false);
    }

    /// <summary>Makes the last check before the first policy is removed.</summary>
    private async Task<(RoleSnapshot? Snapshot, string? Kept)> LookAsync(RoleRemoval removal, Account account)
    {
        if (account.FunctionsOn(removal.Role.Arn) is { Count: > 0 } users)
            return (null, $"{string.Join(", ", users.Select(user => $"{user} ({user.Region})"))} uses it.");
        var profiles = await session.Iam.ListInstanceProfilesForRoleAsync(removal.Role.RoleName, CancellationToken.None)
            .ConfigureAwait(false);
        if (profiles.Count > 0) return (null, $"instance profile {string.Join(", ", profiles)} contains it.");
        var snapshot = await RoleSnapshot.ReadAsync(session.Iam, removal.Role.RoleName, CancellationToken.None).ConfigureAwait(false);
        var record = snapshot.Record;
        if (record.RoleId != removal.Role.RoleId)
            return (snapshot, "it is not the role that was read: that role was deleted, and this one was created under its name.");
        if (record.Tags.GetValueOrDefault(RoleTags.Removal) != _mark.ToString())
            return (snapshot,
                RemovalMark.Find(record.Tags, time.GetUtcNow()) is { } other
                    ? OfAnother(other)
                    : "its deletion mark was removed: another run uses it.");
        if (removal.Objection(snapshot) is { } objection) return (snapshot, $"{objection} {removal.Commands(snapshot)}");
        if (record.LastUsed > _mark.Time)
            return (snapshot, FormattableString.Invariant($"it was used at {record.LastUsed:u}, after it had been marked for deletion."));
        return (snapshot, null);
    }

    private async Task<string?> FunctionOnAsync(RoleRemoval removal)
    {
        if (!FunctionReference.TryParse(removal.FunctionArn, out var function) || function.Region is null) return null;
        try
        {
            var detail = await session.Lambda(function.Region).GetFunctionAsync(function.FunctionName, CancellationToken.None)
                .ConfigureAwait(false);
            var role = detail.Function.Role;
            if (role.Equals(removal.Role.Arn, StringComparison.OrdinalIgnoreCase))
                return $"{function.FunctionName} ({function.Region}) uses it.";
            // The function may have been repaired again since the roles were read. Its source role needs no further look.
            return role == removal.Role.Tags.GetValueOrDefault(RoleTags.Source) ? null
                : await IsCreatedFromAsync(removal, role).ConfigureAwait(false)
                    ? $"role {Arn.NameIn(role)}, which function {function.FunctionName} ({function.Region}) uses, was created from it; "
                        + "undo that first."
                    : null;
        }
        catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound)
        {
            return null;
        }
    }

    /// <summary>Returns true if a repair created a function's role from the role to delete.</summary>
    private async Task<bool> IsCreatedFromAsync(RoleRemoval removal, string roleArn)
    {
        var tags = (await session.Iam.GetRoleAsync(Arn.NameIn(roleArn), CancellationToken.None).ConfigureAwait(false)).Tags;
        return tags.TryGetValue(RoleTags.Source, out var source) && source.Equals(removal.Role.Arn, StringComparison.OrdinalIgnoreCase)
            && tags.TryGetValue(RoleTags.Function, out var of) && FunctionReference.TryParse(of, out var function)
            && tags.TryGetValue(RoleTags.Content, out var content)
            && RoleNaming.IsBound(Arn.NameIn(roleArn), function.Region ?? "", of, source, content);
    }

    /// <summary>Removes the mark. Returns a message if that fails.</summary>
    private async Task<string> UnmarkAsync(RoleRemoval removal, RoleSnapshot? seen)
    {
        // The mark of another run must not be removed.
        if (seen is not null && seen.Record.Tags.GetValueOrDefault(RoleTags.Removal) != _mark.ToString()) return "";
        try
        {
            await session.Iam.UntagRoleAsync(removal.Role.RoleName, [RoleTags.Removal], CancellationToken.None).ConfigureAwait(false);
            return "";
        }
        catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound)
        {
            return "";
        }
        catch (AwsCallException)
        {
            return FormattableString.Invariant(
                $" Its deletion mark could not be removed; it expires at {_mark.Time + RemovalMark.Lifetime:u}.");
        }
    }

    private static string OfAnother(RemovalMark mark) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"another run marked it for deletion ({mark.Owner}, {mark.Time:u}). Run the command again when that run has ended, or "
            + $"after {mark.Time + RemovalMark.Lifetime:u}.");

    private static Task EachAsync<T>(IEnumerable<T> items, Func<T, Task> work) =>
        Parallel.ForEachAsync(
            items, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (item, _) => await work(item).ConfigureAwait(false));
}
