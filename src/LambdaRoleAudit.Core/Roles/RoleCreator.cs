using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>
/// Makes a role. The role carries from its birth tags that say what it is to be, so that a run that was killed can be completed
/// by the next one. Nothing breaks it off. A role that could not be completed is left, and named, unless the caller takes it
/// away: another run may have adopted it and put a function on it.
/// </summary>
public sealed class RoleCreator(IIamApi iam, TimeProvider time)
{
    /// <summary>How long a new role is waited for: IAM is eventually consistent, mostly within seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Makes the role, or completes the one that an earlier run began; then waits until IAM shows it whole.</summary>
    /// <param name="spec">What it is to be; checked before (<see cref="RoleSpecChecks"/>).</param>
    /// <param name="takeAway">
    /// Removes a role that this call created and could not complete, and says what became of it; null to leave it for the next run.
    /// </param>
    /// <exception cref="ProblemException">It could not be made; the problem says what is left of it.</exception>
    /// <returns>The role, as IAM describes it.</returns>
    public async Task<RoleRecord> CreateAsync(RoleSpec spec, Func<RoleRecord, Task<string>>? takeAway = null)
    {
        RoleRecord? made = null;
        try
        {
            var role = await BeginAsync(spec, created => made = created, takeAway).ConfigureAwait(false);
            return await WaitAsync(spec, role).ConfigureAwait(false);
        }
        catch (AwsCallException e)
        {
            throw new ProblemException(Describe(e, spec, await LeftAsync(spec, made, takeAway).ConfigureAwait(false)));
        }
    }

    /// <summary>The same without waiting: whoever uses the role reads it first.</summary>
    /// <inheritdoc cref="CreateAsync"/>
    public Task<RoleRecord> BeginAsync(RoleSpec spec) => BeginAsync(spec, _ => { }, null);

    private async Task<RoleRecord> BeginAsync(RoleSpec spec, Action<RoleRecord> onCreated, Func<RoleRecord, Task<string>>? takeAway)
    {
        RoleRecord? role = null;
        RoleRecord? made = null;
        var isAsked = false;
        try
        {
            role = await AdoptAsync(spec).ConfigureAwait(false);
            if (role is null)
            {
                isAsked = true;
                (role, var isNew) = await CreateOrAdoptAsync(spec).ConfigureAwait(false);
                if (isNew) onCreated(made = role);
            }

            foreach (var arn in spec.AttachedPolicyArns)
                await OnceThereAsync(() => iam.AttachRolePolicyAsync(spec.RoleName, arn, CancellationToken.None), spec)
                    .ConfigureAwait(false);
            foreach (var (name, document) in spec.InlinePolicies) await OnceThereAsync(
                () => iam.PutRolePolicyAsync(spec.RoleName, name, document, CancellationToken.None), spec).ConfigureAwait(false);
            return role;
        }
        catch (AwsCallException e)
        {
            var left = role is not null ? await LeftAsync(spec, made, takeAway).ConfigureAwait(false)
                : isAsked && IsOpen(e)
                    ? " Whether IAM created the role is unknown. Run the command again: it completes the role if it exists."
                    : "";
            throw new ProblemException(Describe(e, spec, left));
        }
    }

    private static async Task<string> LeftAsync(RoleSpec spec, RoleRecord? made, Func<RoleRecord, Task<string>>? takeAway) =>
        made is not null && takeAway is not null
            ? await takeAway(made).ConfigureAwait(false)
            : $" Role {spec.RoleName} is incomplete and is not assigned to a function. Run the command again to complete it"
                + (spec.RepairId is null ? "." : $"; Undo-LambdaRoleRepair -RoleName {spec.RoleName} removes it.");

    /// <summary>The role, if it is there and an earlier run of the same command began it; null if it is not there.</summary>
    private async Task<RoleRecord?> AdoptAsync(RoleSpec spec)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            RoleRecord role;
            try
            {
                role = await iam.GetRoleAsync(spec.RoleName, CancellationToken.None).ConfigureAwait(false);
            }
            catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound)
            {
                return null;
            }

            try
            {
                return await TakeUpAsync(role, spec).ConfigureAwait(false);
            }
            catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound && time.GetElapsedTime(started) <= Patience)
            {
                // Another run made it a moment ago, and the part of IAM that answers does not know it yet; or it has just been deleted.
                await Task.Delay(Interval, time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private async Task<RoleRecord> TakeUpAsync(RoleRecord role, RoleSpec spec)
    {
        if (spec.AllTags.Where(tag => tag.Key != RoleTags.Repair && RoleTags.IsReserved(tag.Key))
            .Any(tag => role.Tags.GetValueOrDefault(tag.Key) != tag.Value)) throw new ProblemException(AlreadyExists(role));
        if (RemovalMark.Find(role.Tags, time.GetUtcNow()) is { } mark) throw new ProblemException(IsBeingRemoved(role, mark));
        await VerifyAsync(role, spec).ConfigureAwait(false);
        // Whoever left this mark does not come back; if they do, they look for it first, and leave the role alone without it.
        if (role.Tags.ContainsKey(RoleTags.Removal))
            await iam.UntagRoleAsync(role.RoleName, [RoleTags.Removal], CancellationToken.None).ConfigureAwait(false);
        return role;
    }

    /// <summary>
    /// A tag says what a role was to be; what it is has to be looked at: somebody may have given it more, and then a function
    /// that is put on it would gain that. A role that no repair made has a name that anybody may have chosen: it is completed only
    /// if nobody has used it yet.
    /// </summary>
    private async Task VerifyAsync(RoleRecord role, RoleSpec spec)
    {
        var snapshot = await RoleSnapshot.ReadAsync(iam, role, CancellationToken.None).ConfigureAwait(false);
        var more = snapshot.Content.Beyond(spec.Content).ToList();
        if ((role.Description ?? "") != (spec.Description ?? "")) more.Add($"description '{role.Description}'");
        if (spec.MaxSessionDuration is { } seconds && role.MaxSessionDuration != seconds)
            more.Add(FormattableString.Invariant($"a session duration of {role.MaxSessionDuration} seconds"));
        if (spec.RepairId is null && role.LastUsed is { } used) more.Add(FormattableString.Invariant($"been in use ({used:u})"));
        if (more.Count > 0) throw new ProblemException(WasChanged(role, more));
    }

    /// <summary>Creates the role; or finds that it is there, begun by the same command a moment ago.</summary>
    private async Task<(RoleRecord Role, bool IsNew)> CreateOrAdoptAsync(RoleSpec spec)
    {
        var role = spec with { Tags = spec.AllTags };
        var started = time.GetTimestamp();
        while (true)
        {
            AwsCallException refusal;
            try
            {
                return (await iam.CreateRoleAsync(role, CancellationToken.None).ConfigureAwait(false), true);
            }
            catch (AwsCallException e) when (e.ErrorCode == "EntityAlreadyExists" || IsOpen(e))
            {
                // Created or not? The SDK sends a request again whose answer was lost; another run may make the same role. Only a
                // look can tell.
                refusal = e;
            }

            if (await AdoptAsync(spec).ConfigureAwait(false) is { } there) return (there, false);
            // IAM says that it exists and does not show it yet, or says nothing: it is asked for a while, for another part of IAM
            // may answer.
            if (refusal.ErrorCode != "EntityAlreadyExists" || time.GetElapsedTime(started) > Patience) throw refusal;
            await Task.Delay(Interval, time, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Nothing says whether the call was done.</summary>
    private static bool IsOpen(AwsCallException e) =>
        e.Kind is AwsErrorKind.TimedOut or AwsErrorKind.Unreachable or AwsErrorKind.BadResponse or AwsErrorKind.ServiceFault;

    /// <summary>The part of IAM that answers may not know the new role yet.</summary>
    private async Task OnceThereAsync(Func<Task> step, RoleSpec spec)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                await step().ConfigureAwait(false);
                return;
            }
            catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound
                && e.Message.Contains($"name {spec.RoleName} ", StringComparison.OrdinalIgnoreCase)
                && time.GetElapsedTime(started) <= Patience)
            {
                await Task.Delay(Interval, time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Until the role can be read with everything on it.</summary>
    private async Task<RoleRecord> WaitAsync(RoleSpec spec, RoleRecord role)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                var seen = await RoleSnapshot.ReadAsync(iam, spec.RoleName, CancellationToken.None).ConfigureAwait(false);
                if (seen.Record.RoleId == role.RoleId && seen.Content.Hash == spec.Content.Hash) return seen.Record;
                if (time.GetElapsedTime(started) > Patience)
                    throw new AwsCallException(AwsErrorKind.Other, "IAM did not return the complete role in time.")
                    {
                        Service = "iam", Operation = "GetRole"
                    };
            }
            catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound && time.GetElapsedTime(started) <= Patience)
            {
                // Not there yet.
            }

            await Task.Delay(Interval, time, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static Problem AlreadyExists(RoleRecord role) =>
        RoleErrors.RoleAlreadyExists.About(role.RoleName, ("role", role.RoleName), ("arn", role.Arn));

    private static Problem IsBeingRemoved(RoleRecord role, RemovalMark mark) => RoleErrors.RoleIsBeingRemoved.About(
        role.RoleName, ("role", role.RoleName), ("owner", mark.Owner), ("time", FormattableString.Invariant($"{mark.Time:u}")),
        ("end", FormattableString.Invariant($"{mark.Time + RemovalMark.Lifetime:u}")));

    private static Problem WasChanged(RoleRecord role, IEnumerable<string> more) =>
        RoleErrors.RoleWasChanged.About(role.RoleName, ("role", role.RoleName), ("more", string.Join(", ", more)));

    private static Problem Describe(AwsCallException e, RoleSpec spec, string left)
    {
        var (name, reason) = (spec.RoleName, AwsProblems.Reason(e));
        var problem = e.ErrorCode switch
        {
            "LimitExceeded" => RoleErrors.QuotaExceeded.About(name, e, ("role", name), ("reason", reason)),
            "MalformedPolicyDocument" => PolicyErrors.DocumentRejected.About(name, e, ("role", name), ("reason", reason)),
            "NoSuchEntity" => RoleErrors.PolicyNotFoundAtCreation.About(name, e, ("role", name), ("reason", reason)),
            _ => AwsProblems.Describe(e, $"create role {name}", name),
        };
        return problem with { Message = problem.Message + left };
    }
}
