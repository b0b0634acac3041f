using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Accounts;

/// <summary>One role as IAM shows it now: its record and what is on it, managed policies by ARN only.</summary>
/// <param name="Record">The role.</param>
/// <param name="AttachedPolicyArns">Its managed policies.</param>
/// <param name="InlinePolicies">Its inline policies: name and document.</param>
public sealed record RoleSnapshot(
    RoleRecord Record, IReadOnlyList<string> AttachedPolicyArns, IReadOnlyList<InlinePolicy> InlinePolicies)
{
    /// <summary>What the role is.</summary>
    public RoleContent Content => new(Record.Path, Record.TrustPolicy, Record.PermissionsBoundaryArn, AttachedPolicyArns, InlinePolicies);

    /// <summary>Reads a role: three calls, and one for each inline policy.</summary>
    /// <exception cref="AwsCallException">It cannot be read, or does not exist.</exception>
    public static async Task<RoleSnapshot> ReadAsync(IIamApi iam, string roleName, CancellationToken cancellationToken) =>
        await ReadAsync(iam, await iam.GetRoleAsync(roleName, cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Reads what is on a role whose record was read: two calls, and one for each inline policy.</summary>
    /// <exception cref="AwsCallException">It cannot be read, or does not exist.</exception>
    public static async Task<RoleSnapshot> ReadAsync(IIamApi iam, RoleRecord record, CancellationToken cancellationToken)
    {
        var attached = iam.ListAttachedRolePoliciesAsync(record.RoleName, cancellationToken);
        try
        {
            var names = await iam.ListRolePoliciesAsync(record.RoleName, cancellationToken).ConfigureAwait(false);
            var inline = await Task.WhenAll(names.Select(async name =>
                new InlinePolicy(name, await iam.GetRolePolicyAsync(record.RoleName, name, cancellationToken).ConfigureAwait(false))))
                .ConfigureAwait(false);
            return new RoleSnapshot(record, await attached.ConfigureAwait(false), inline);
        }
        catch (AwsCallException)
        {
            // The other call's end is waited for: nothing goes on unseen.
            await ((Task)attached).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }
}
