using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// A role as IAM shows it now: its record and its policies. Managed policies are listed by ARN only, except those that were created for the
/// role (<see cref="CreatedPolicy"/>).
/// </summary>
/// <param name="Record">The role.</param>
/// <param name="AttachedPolicyArns">The role's managed policies, all of them.</param>
/// <param name="InlinePolicies">The role's inline policies: name and document.</param>
public sealed record RoleSnapshot(
    RoleRecord Record, IReadOnlyList<string> AttachedPolicyArns, IReadOnlyList<InlinePolicy> InlinePolicies)
{
    /// <summary>Those of the attached policies that were created for the role: name and current document.</summary>
    public IReadOnlyList<InlinePolicy> CreatedPolicies { get; init; } = [];

    /// <summary>The role's content.</summary>
    public RoleContent Content => new(
        Record.Path, Record.TrustPolicy, Record.PermissionsBoundaryArn,
        [.. AttachedPolicyArns.Where(arn => !CreatedPolicy.Is(Record.Arn, arn))], InlinePolicies)
    {
        CreatedPolicies = CreatedPolicies,
    };

    /// <summary>Reads a role. This takes three calls, and one for each inline policy and two for each policy that was created for
    /// it.</summary>
    /// <exception cref="AwsCallException">The role cannot be read, or does not exist.</exception>
    public static async Task<RoleSnapshot> ReadAsync(IIamApi iam, string roleName, CancellationToken cancellationToken) =>
        await ReadAsync(iam, await iam.GetRoleAsync(roleName, cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);

    /// <summary>
    /// Reads the policies of a role whose record was read. This takes two calls, one for each inline policy and two for each policy that
    /// was created for the role, whose documents are part of its content.
    /// </summary>
    /// <exception cref="AwsCallException">The role cannot be read, or does not exist.</exception>
    public static async Task<RoleSnapshot> ReadAsync(IIamApi iam, RoleRecord record, CancellationToken cancellationToken)
    {
        var attached = iam.ListAttachedRolePoliciesAsync(record.RoleName, cancellationToken);
        try
        {
            var names = await iam.ListRolePoliciesAsync(record.RoleName, cancellationToken).ConfigureAwait(false);
            var inline = await Task.WhenAll(names.Select(async name =>
                new InlinePolicy(name, await iam.GetRolePolicyAsync(record.RoleName, name, cancellationToken).ConfigureAwait(false))))
                .ConfigureAwait(false);
            var arns = await attached.ConfigureAwait(false);
            var created = await Task.WhenAll(arns.Where(arn => CreatedPolicy.Is(record.Arn, arn)).Select(async arn =>
                new InlinePolicy(
                    Arn.NameIn(arn), await iam.GetPolicyDocumentAsync(arn, cancellationToken).ConfigureAwait(false))))
                .ConfigureAwait(false);
            return new RoleSnapshot(record, arns, inline) { CreatedPolicies = created };
        }
        catch (AwsCallException)
        {
            // Waits for the other call to end, so that nothing continues in the background.
            await ((Task)attached).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }
}
