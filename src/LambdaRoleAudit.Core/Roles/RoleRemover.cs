using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>
/// Deletes roles that this module made, safely while others act. All roles are marked first, so that nobody takes one up; then
/// IAM's eventual consistency is waited for; then all functions and versions of all enabled regions are listed; and right before
/// the first policy is taken off a role, its function and the role itself are looked at again. A deletion is all or nothing:
/// what keeps IAM from it is looked for before, and one that stops half-way is put right again.
/// </summary>
/// <remarks>
/// IAM cannot compare and delete in one call. What is left is the time between the last look at a role and the end of its
/// deletion, about a second: a function that is put on the role within it, by somebody who does not look for the mark, loses it.
/// </remarks>
public sealed class RoleRemover(
    IAwsSession session, IReadOnlyList<AwsRegion> knownRegions, IReadingObserver observer, TimeProvider time, TimeSpan consistencyWait)
{
    /// <summary>IAM's write quotas are small and not published: a few at a time.</summary>
    private const int AtOnce = 3;

    /// <summary>
    /// How long the mark is waited for, unless it is said: ten seconds in which IAM may still show the role without it, and as long
    /// again as a run that saw it so may take to put its function on the role (<see cref="AssignmentOptions.MostAge"/>, and the call).
    /// </summary>
    public static readonly TimeSpan DefaultConsistencyWait = TimeSpan.FromSeconds(13);

    private const string Stopped = "the command was stopped before this step. Run it again.";

    private readonly RemovalMark _mark = RemovalMark.New(time.GetUtcNow());

    /// <summary>Deletes the roles.</summary>
    /// <param name="removals">The roles, each once.</param>
    /// <param name="onEnd">Told of each as it ends: null if it is gone, else why it is kept. Called on any thread.</param>
    /// <param name="stop">No deletion is begun after it; one that was begun is brought to its end.</param>
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
            // Every enabled region, whatever the scope; what could not be read is in the reason.
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

    /// <summary>Removes a role that could not be completed, if nothing uses it, and says what became of it.</summary>
    /// <param name="role">The role, as this run created it.</param>
    /// <param name="spec">What it was to be.</param>
    /// <param name="stop">The role is left after it.</param>
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

    /// <summary>Null if the role is marked; why it is kept; or an empty text if it is gone already.</summary>
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

    /// <summary>Null if the role is gone; else why it is kept, its mark taken off again.</summary>
    private async Task<string?> EndAsync(RoleRemoval removal, Account? account, string? unknown)
    {
        RoleSnapshot? snapshot = null;
        string? kept;
        try
        {
            (snapshot, kept) = unknown is null
                ? await LookAsync(removal, account!).ConfigureAwait(false)
                : (null, unknown == Stopped ? unknown : $"{unknown} {removal.Commands(null)}");
            if (kept is null) return await DeleteAsync(removal, snapshot!).ConfigureAwait(false);
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

    /// <summary>The last look before the first policy is taken off.</summary>
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
        return (snapshot, await FunctionOnAsync(removal).ConfigureAwait(false));
    }

    private async Task<string?> FunctionOnAsync(RoleRemoval removal)
    {
        if (!FunctionReference.TryParse(removal.FunctionArn, out var function) || function.Region is null) return null;
        try
        {
            var detail = await session.Lambda(function.Region).GetFunctionAsync(function.FunctionName, CancellationToken.None)
                .ConfigureAwait(false);
            return detail.Function.Role.Equals(removal.Role.Arn, StringComparison.OrdinalIgnoreCase)
                ? $"{function.FunctionName} ({function.Region}) uses it."
                : null;
        }
        catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound)
        {
            return null;
        }
    }

    /// <summary>Takes off the policies and deletes the role; or puts back what was taken off.</summary>
    private async Task<string?> DeleteAsync(RoleRemoval removal, RoleSnapshot snapshot)
    {
        var (iam, name) = (session.Iam, removal.Role.RoleName);
        var undo = new Stack<(Func<Task> Call, string Command)>();
        try
        {
            foreach (var arn in snapshot.AttachedPolicyArns)
            {
                undo.Push(
                    (() => iam.AttachRolePolicyAsync(name, arn, CancellationToken.None),
                        $"aws iam attach-role-policy --role-name {name} --policy-arn {arn}"));
                await GoneAsync(iam.DetachRolePolicyAsync(name, arn, CancellationToken.None)).ConfigureAwait(false);
            }

            foreach (var (policy, document) in snapshot.InlinePolicies)
            {
                undo.Push(
                    (() => iam.PutRolePolicyAsync(name, policy, document, CancellationToken.None),
                        $"aws iam put-role-policy --role-name {name} --policy-name {policy} --policy-document '{document}'"));
                await GoneAsync(iam.DeleteRolePolicyAsync(name, policy, CancellationToken.None)).ConfigureAwait(false);
            }

            await GoneAsync(iam.DeleteRoleAsync(name, CancellationToken.None)).ConfigureAwait(false);
            return null;
        }
        catch (AwsCallException e)
        {
            return await PutRightAsync(undo).ConfigureAwait(false) is { } state
                ? $"its deletion failed. {AwsProblems.Describe(e, $"delete role {name}", name).Message}{state} {removal.Commands(snapshot)}"
                    + await UnmarkAsync(removal, snapshot).ConfigureAwait(false)
                : null;
        }
    }

    /// <summary>What is not there any more needs no deletion.</summary>
    private static async Task GoneAsync(Task deletion)
    {
        try
        {
            await deletion.ConfigureAwait(false);
        }
        catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound)
        {
            // Another run deleted it, or the answer of the first request was lost.
        }
    }

    /// <summary>Says how the role is now; null if it is gone after all.</summary>
    private static async Task<string?> PutRightAsync(Stack<(Func<Task> Call, string Command)> undo)
    {
        var failed = new List<string>();
        foreach (var (call, command) in undo)
        {
            try
            {
                await call().ConfigureAwait(false);
            }
            catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound)
            {
                return null;
            }
            catch (AwsCallException)
            {
                failed.Add(command);
            }
        }

        return failed.Count > 0
            ? $" It now lacks policies; restore them with: {string.Join("; ", failed)}"
            : undo.Count > 0 ? " Its policies were restored." : "";
    }

    /// <summary>Takes the mark off; says so if that fails.</summary>
    private async Task<string> UnmarkAsync(RoleRemoval removal, RoleSnapshot? seen)
    {
        // Another run's mark is not ours to take off.
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
        FormattableString.Invariant(
            $"another run marked it for deletion ({mark.Owner}, {mark.Time:u}). Run the command again when that run has ended, or after {mark.Time + RemovalMark.Lifetime:u}.");

    private static Task EachAsync<T>(IEnumerable<T> items, Func<T, Task> work) =>
        Parallel.ForEachAsync(
            items, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (item, _) => await work(item).ConfigureAwait(false));
}
