using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>
/// Creates a role. From its creation, the role has tags that describe its intended content, so that the next run can complete a run that
/// was killed. Nothing interrupts the creation. A role that could not be completed is kept and named, unless the caller removes it: another
/// run may have adopted it and assigned it to a function.
/// </summary>
public sealed class RoleCreator(IIamApi iam, TimeProvider time)
{
    /// <summary>How long to wait for a new role. IAM is eventually consistent, usually within seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Creates the role, or completes the role that an earlier run began. Then waits until IAM shows the complete role.</summary>
    /// <param name="spec">The role to create. It was checked before (<see cref="RoleSpecChecks"/>).</param>
    /// <param name="takeAway">Removes a role that this call created and could not complete, and returns the outcome; null to keep it for
    /// the next run.</param>
    /// <exception cref="ProblemException">The role could not be created. The problem says what remains of it.</exception>
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

    /// <summary>Creates the role without waiting. The caller reads the role before using it.</summary>
    /// <inheritdoc cref="CreateAsync"/>
    public Task<RoleRecord> BeginAsync(RoleSpec spec) => BeginAsync(spec, _ => { }, null);

    private async Task<RoleRecord> BeginAsync(RoleSpec spec, Action<RoleRecord> onCreated, Func<RoleRecord, Task<string>>? takeAway)
    {
        RoleRecord? role = null;
        RoleRecord? made = null;
        var isAsked = false;
        var policies = new PolicyCreator(iam, time);
        try
        {
            role = await AdoptAsync(spec).ConfigureAwait(false);
            if (role is null)
            {
                isAsked = true;
                (role, var isNew) = await CreateOrAdoptAsync(spec).ConfigureAwait(false);
                if (isNew) onCreated(made = role);
            }

            var created = await policies.CreateAsync(role, spec, made is not null).ConfigureAwait(false);
            foreach (var arn in spec.AttachedPolicyArns.Concat(created))
                await OnceThereAsync(() => iam.AttachRolePolicyAsync(spec.RoleName, arn, CancellationToken.None), spec)
                    .ConfigureAwait(false);
            foreach (var (name, document) in spec.InlinePolicies) await OnceThereAsync(
                () => iam.PutRolePolicyAsync(spec.RoleName, name, document, CancellationToken.None), spec).ConfigureAwait(false);
            return role;
        }
        catch (ProblemException e) when (role is not null)
        {
            var left = await LeftAsync(spec, made, takeAway).ConfigureAwait(false);
            throw new ProblemException(e.Problem with { Message = e.Problem.Message + left });
        }
        catch (AwsCallException e) when (role is not null && spec.CreatedPolicies.Count > 0 && IsOfRole(e, spec))
        {
            // Another run deleted the role, and nobody would find the policies that this one created for it.
            var left = await policies.TakeBackAsync().ConfigureAwait(false);
            throw new ProblemException(Describe(
                e, spec, left.Count == 0
                    ? " The policies that had been created for it were deleted."
                    : $" Left behind: {string.Join(", ", left)}. Delete them with aws iam delete-policy --policy-arn."));
        }
        catch (AwsCallException e)
        {
            var left = role is not null ? await LeftAsync(spec, made, takeAway).ConfigureAwait(false)
                : isAsked && e.IsOpen
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

    /// <summary>Returns the role, if it exists and an earlier run of the same command began it; null if it does not exist.</summary>
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
                // Another run created the role a moment ago, and the part of IAM that responds does not have it yet; or the role was just
                // deleted.
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
        // The run that left this mark does not continue. If it does, it looks for the mark first, and does not change the role without it.
        if (role.Tags.ContainsKey(RoleTags.Removal))
            await iam.UntagRoleAsync(role.RoleName, [RoleTags.Removal], CancellationToken.None).ConfigureAwait(false);
        return role;
    }

    /// <summary>
    /// A tag says what a role was intended to be. The actual content must be checked: others may have added permissions, and a function
    /// assigned to the role would gain them. A role that was not created by a repair has a name that anybody can choose, so it is completed
    /// only if nobody has used it yet.
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

    /// <summary>Creates the role, or finds that the same command began it a moment ago.</summary>
    private async Task<(RoleRecord Role, bool IsNew)> CreateOrAdoptAsync(RoleSpec spec)
    {
        var role = spec.Definition;
        var started = time.GetTimestamp();
        while (true)
        {
            AwsCallException refusal;
            try
            {
                return (await iam.CreateRoleAsync(role, CancellationToken.None).ConfigureAwait(false), true);
            }
            catch (AwsCallException e) when (e.ErrorCode == "EntityAlreadyExists" || e.IsOpen)
            {
                // It is not known whether the role was created: the SDK sends a request again if its response was lost, and another run can
                // create the same role. Only a read shows it.
                refusal = e;
            }

            if (await AdoptAsync(spec).ConfigureAwait(false) is { } there) return (there, false);
            // IAM reports that the role exists but does not show it yet, or gives no result. The role is read for a while, because another
            // part of IAM may respond.
            if (refusal.ErrorCode != "EntityAlreadyExists" || time.GetElapsedTime(started) > Patience) throw refusal;
            await Task.Delay(Interval, time, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Retries a step, because the part of IAM that responds may not have the new role, or its new policy, yet.</summary>
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
            catch (AwsCallException e) when ((IsOfRole(e, spec) || IsOfCreatedPolicy(e, spec))
                && time.GetElapsedTime(started) <= Patience)
            {
                await Task.Delay(Interval, time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private static bool IsOfRole(AwsCallException e, RoleSpec spec) =>
        e.Kind == AwsErrorKind.NotFound && e.Message.Contains($"name {spec.RoleName} ", StringComparison.OrdinalIgnoreCase);

    /// <summary>IAM names the policy by its ARN.</summary>
    private static bool IsOfCreatedPolicy(AwsCallException e, RoleSpec spec) => e.Kind == AwsErrorKind.NotFound
        && spec.CreatedPolicies.Any(policy => e.Message.Contains($":policy{spec.Path}{policy.PolicyName} ", StringComparison.Ordinal));

    /// <summary>Waits until the role can be read completely.</summary>
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
                // The role is not there yet.
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
