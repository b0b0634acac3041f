using LambdaRoleAudit.Model;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>Deletes one role with its policies, or restores what was removed.</summary>
internal sealed class RoleDeletion(IIamApi iam, TimeProvider time)
{
    /// <summary>How long to wait until IAM shows a policy that was created again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Deletes a role.</summary>
    /// <param name="snapshot">The role, as it was read right before.</param>
    /// <param name="created">The policies to delete with it, the last first.</param>
    /// <returns>Null if the role is deleted; otherwise the error, and the current state of the role.</returns>
    public async Task<string?> DeleteAsync(RoleSnapshot snapshot, IReadOnlyList<CreatedPolicyRemoval> created)
    {
        var name = snapshot.Record.RoleName;
        var undo = new Stack<(Func<Task> Call, string Command)>();
        try
        {
            foreach (var policy in created) await RemoveAsync(name, policy, undo).ConfigureAwait(false);
            foreach (var arn in snapshot.AttachedPolicyArns.Except(created.Select(policy => policy.Arn), StringComparer.Ordinal))
            {
                undo.Push((() => iam.AttachRolePolicyAsync(name, arn, CancellationToken.None), RoleCommands.Attach(name, arn)));
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
                ? $"its deletion failed. {AwsProblems.Describe(e, $"delete role {name}", name).Message}{state}"
                : null;
        }
    }

    private async Task RemoveAsync(string roleName, CreatedPolicyRemoval policy, Stack<(Func<Task> Call, string Command)> undo)
    {
        if (policy.IsAttached)
        {
            undo.Push((() => AttachAsync(roleName, policy.Arn), RoleCommands.Attach(roleName, policy.Arn)));
            await GoneAsync(iam.DetachRolePolicyAsync(roleName, policy.Arn, CancellationToken.None)).ConfigureAwait(false);
        }

        undo.Push((() => CreateAsync(policy.Definition), RoleCommands.Create(policy.Definition)));
        await GoneAsync(iam.DeletePolicyAsync(policy.Arn, CancellationToken.None)).ConfigureAwait(false);
    }

    /// <summary>Creates a policy again, unless its deletion was not executed.</summary>
    private async Task CreateAsync(PolicyDefinition policy)
    {
        try
        {
            await iam.CreatePolicyAsync(policy, CancellationToken.None).ConfigureAwait(false);
        }
        catch (AwsCallException e) when (e.ErrorCode == "EntityAlreadyExists")
        {
            // It was not deleted, or the response to the first request was lost.
        }
    }

    /// <summary>Attaches a policy that may have been created again just now.</summary>
    private async Task AttachAsync(string roleName, string arn)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                await iam.AttachRolePolicyAsync(roleName, arn, CancellationToken.None).ConfigureAwait(false);
                return;
            }
            catch (AwsCallException e) when (IsOfPolicy(e) && time.GetElapsedTime(started) <= Patience)
            {
                await Task.Delay(Interval, time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <summary>A resource that no longer exists does not need to be deleted.</summary>
    private static async Task GoneAsync(Task deletion)
    {
        try
        {
            await deletion.ConfigureAwait(false);
        }
        catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound)
        {
            // Another run deleted it, or the response to the first request was lost.
        }
    }

    /// <summary>Returns the current state of the role; null if it is deleted after all.</summary>
    private static async Task<string?> PutRightAsync(Stack<(Func<Task> Call, string Command)> undo)
    {
        var failed = new List<string>();
        foreach (var (call, command) in undo)
        {
            try
            {
                await call().ConfigureAwait(false);
            }
            catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound && !IsOfPolicy(e))
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

    /// <summary>
    /// IAM did not find the managed policy, while the role may exist: "Policy arn:… does not exist or is not attachable."
    /// </summary>
    private static bool IsOfPolicy(AwsCallException e) =>
        e.Kind == AwsErrorKind.NotFound && e.Message.Contains(":policy/", StringComparison.Ordinal);
}
