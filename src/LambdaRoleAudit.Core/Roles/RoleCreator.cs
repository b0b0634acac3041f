using LambdaRoleAudit.Inventory;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>
/// Makes a role, all or nothing: what a step that fails leaves behind is taken back, or named. The role carries from its birth
/// a tag that says what it is to be, so that a run that was killed can be completed by the next one. Nothing breaks it off.
/// </summary>
public sealed class RoleCreator(IIamApi iam, TimeProvider time)
{
    /// <summary>How long a new role is waited for: IAM is eventually consistent, mostly within seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Makes the role, or completes the one that an earlier run began.</summary>
    /// <param name="spec">What it is to be; checked before (<see cref="RoleSpecChecks"/>).</param>
    /// <exception cref="ProblemException">It could not be made; the problem says what is left of it.</exception>
    /// <returns>The role, as IAM describes it.</returns>
    public async Task<RoleRecord> CreateAsync(RoleSpec spec)
    {
        var isOurs = false;
        var isNew = false;
        var isAsked = false;
        try
        {
            isOurs = await AdoptAsync(spec).ConfigureAwait(false);
            if (!isOurs)
            {
                isAsked = true;
                await BeginAsync(spec).ConfigureAwait(false);
                isOurs = isNew = true;
            }

            foreach (var arn in spec.AttachedPolicyArns) await OnceThereAsync(() => iam.AttachRolePolicyAsync(spec.RoleName, arn, CancellationToken.None), spec).ConfigureAwait(false);
            foreach (var (name, document) in spec.InlinePolicies) await OnceThereAsync(() => iam.PutRolePolicyAsync(spec.RoleName, name, document, CancellationToken.None), spec).ConfigureAwait(false);
            return await WaitAsync(spec).ConfigureAwait(false);
        }
        catch (AwsCallException e)
        {
            var left = isNew ? await TakeBackAsync(spec).ConfigureAwait(false)
                : isOurs ? $" Role {spec.RoleName}, which an earlier run began, is left as it is: run the command again to complete it."
                : isAsked && IsOpen(e) ? " Whether IAM made the role is not known. Run the command again: it completes the role if it is there."
                : "";
            throw new ProblemException(Describe(e, spec, left));
        }
    }

    /// <summary>True where the role is there and an earlier run of the same command began it.</summary>
    private async Task<bool> AdoptAsync(RoleSpec spec)
    {
        try
        {
            var role = await iam.GetRoleAsync(spec.RoleName, CancellationToken.None).ConfigureAwait(false);
            if (!IsBegun(role, spec)) throw new ProblemException(AlreadyExists(role));
            await VerifyNoMoreAsync(role, spec).ConfigureAwait(false);
            return true;
        }
        catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound)
        {
            return false;
        }
    }

    /// <summary>
    /// A tag says what a role was to be; what it is has to be looked at: somebody may have given it more, and then a function
    /// that is put on it would gain that.
    /// </summary>
    private async Task VerifyNoMoreAsync(RoleRecord role, RoleSpec spec)
    {
        var attached = await iam.ListAttachedRolePoliciesAsync(role.RoleName, CancellationToken.None).ConfigureAwait(false);
        var inline = await iam.ListRolePoliciesAsync(role.RoleName, CancellationToken.None).ConfigureAwait(false);
        var more = attached.Except(spec.AttachedPolicyArns, StringComparer.Ordinal).Concat(inline.Except(spec.InlinePolicies.Select(policy => policy.Name), StringComparer.Ordinal)).ToList();
        if (role.Path != spec.Path) more.Add($"path {role.Path}");
        if (role.PermissionsBoundaryArn != spec.PermissionsBoundaryArn) more.Add($"permissions boundary {role.PermissionsBoundaryArn ?? "none"}");
        if (Canonical(role.TrustPolicy) != Canonical(spec.TrustPolicy)) more.Add("another trust policy");
        if (more.Count > 0) throw new ProblemException(WasChanged(role, more));
    }

    private static string Canonical(string document)
    {
        try
        {
            return PolicyDocument.Parse(document).Canonical;
        }
        catch (PolicyFormatException)
        {
            return document;
        }
    }

    /// <summary>Creates the role; or finds that it is there, begun by this very command a moment ago.</summary>
    private async Task BeginAsync(RoleSpec spec)
    {
        try
        {
            await iam.CreateRoleAsync(
                new NewRole
                {
                    RoleName = spec.RoleName,
                    Path = spec.Path,
                    TrustPolicy = spec.TrustPolicy,
                    Description = spec.Description,
                    MaxSessionDuration = spec.MaxSessionDuration,
                    PermissionsBoundaryArn = spec.PermissionsBoundaryArn,
                    Tags = spec.AllTags,
                },
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (AwsCallException e) when (e.ErrorCode == "EntityAlreadyExists")
        {
            // The SDK sends a request again whose answer was lost: then this is our own role, a moment old.
            if (!await AdoptAsync(spec).ConfigureAwait(false)) throw;
        }
        catch (AwsCallException e) when (IsOpen(e))
        {
            // Created or not? Only a look can tell.
            if (!await AdoptAsync(spec).ConfigureAwait(false)) throw;
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
            catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound && e.Message.Contains($"name {spec.RoleName} ", StringComparison.OrdinalIgnoreCase) && time.GetElapsedTime(started) <= Patience)
            {
                await Task.Delay(Interval, time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Until the role can be read with everything on it.</summary>
    private async Task<RoleRecord> WaitAsync(RoleSpec spec)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                var role = await iam.GetRoleAsync(spec.RoleName, CancellationToken.None).ConfigureAwait(false);
                var attached = await iam.ListAttachedRolePoliciesAsync(spec.RoleName, CancellationToken.None).ConfigureAwait(false);
                var inline = await iam.ListRolePoliciesAsync(spec.RoleName, CancellationToken.None).ConfigureAwait(false);
                if (spec.AttachedPolicyArns.All(attached.Contains) && spec.InlinePolicies.All(policy => inline.Contains(policy.Name))) return role;
                if (time.GetElapsedTime(started) > Patience) throw new AwsCallException(AwsErrorKind.Other, "IAM did not show the whole role in time.") { Service = "iam", Operation = "GetRole" };
            }
            catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound && time.GetElapsedTime(started) <= Patience)
            {
                // Not there yet.
            }

            await Task.Delay(Interval, time, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Takes back what was made. What cannot be is named, with the commands that do it.</summary>
    private async Task<string> TakeBackAsync(RoleSpec spec)
    {
        var left = new List<string>();
        foreach (var arn in spec.AttachedPolicyArns) await TryAsync(() => iam.DetachRolePolicyAsync(spec.RoleName, arn, default), $"aws iam detach-role-policy --role-name {spec.RoleName} --policy-arn {arn}").ConfigureAwait(false);
        foreach (var (name, _) in spec.InlinePolicies) await TryAsync(() => iam.DeleteRolePolicyAsync(spec.RoleName, name, default), $"aws iam delete-role-policy --role-name {spec.RoleName} --policy-name {name}").ConfigureAwait(false);
        await TryAsync(() => iam.DeleteRoleAsync(spec.RoleName, default), $"aws iam delete-role --role-name {spec.RoleName}").ConfigureAwait(false);
        return left.Count == 0
            ? " What had been made was taken back."
            : $" Left behind, and to be removed with: {string.Join("; ", left)}. Or run the command again to complete the role.";

        async Task TryAsync(Func<Task> undo, string command)
        {
            try
            {
                await undo().ConfigureAwait(false);
            }
            catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound)
            {
                // It had not been made.
            }
            catch (AwsCallException)
            {
                left.Add(command);
            }
        }
    }

    private static bool IsBegun(RoleRecord role, RoleSpec spec) => role.Tags.TryGetValue(RoleSpec.SpecTag, out var fingerprint) && fingerprint == spec.Fingerprint;

    private static Problem AlreadyExists(RoleRecord role) => new(
        "RoleAlreadyExists", ProblemKind.InvalidInput,
        $"Role '{role.RoleName}' exists already ({role.Arn}). Names are unique in an account without regard to case.",
        "Choose another name with -RoleName, or put the function on that role with Set-LambdaExecutionRole.", role.RoleName);

    private static Problem WasChanged(RoleRecord role, IEnumerable<string> more) => new(
        "RoleWasChanged", ProblemKind.InvalidInput,
        $"Role '{role.RoleName}' was begun by the same command, and has been changed since: it has {string.Join(", ", more)}.",
        "Look at who changed it. Take the change back, or delete the role, and run the command again.", role.RoleName);

    private static Problem Describe(AwsCallException e, RoleSpec spec, string left)
    {
        var problem = AwsProblems.Describe(e, $"make role {spec.RoleName}", spec.RoleName);
        var (id, action) = e.ErrorCode switch
        {
            "LimitExceeded" => ("QuotaExceeded", "Ask for a higher quota in Service Quotas, or remove what is not used."),
            "MalformedPolicyDocument" => ("InvalidPolicyDocument", "Correct the document; IAM's message says what it does not take."),
            "NoSuchEntity" => ("PolicyNotFound", "Check the ARN of the policy or boundary, its partition and the account."),
            _ => (problem.ErrorId, problem.RecommendedAction),
        };
        return problem with { ErrorId = id, Message = problem.Message + left, RecommendedAction = action };
    }
}
