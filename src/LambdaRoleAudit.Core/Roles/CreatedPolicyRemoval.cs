using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>A policy that was created for a role and is deleted with it, and what is needed to create it again.</summary>
/// <param name="Arn">The policy's ARN.</param>
/// <param name="Definition">The policy.</param>
/// <param name="IsAttached">False if a run that was killed left it without attaching it.</param>
internal sealed record CreatedPolicyRemoval(string Arn, PolicyDefinition Definition, bool IsAttached)
{
    /// <summary>
    /// Finds the policies to delete with a role, the last first, or the reason why one of them prevents it. Reads nothing for a role that
    /// has its complete content and no such policies.
    /// </summary>
    /// <param name="iam">The account.</param>
    /// <param name="seen">The role.</param>
    /// <exception cref="AwsCallException">A policy cannot be read.</exception>
    public static async Task<(IReadOnlyList<CreatedPolicyRemoval> Policies, string? Objection)> FindAsync(IIamApi iam, RoleSnapshot seen)
    {
        var role = seen.Record;
        // Another name could be anybody's, and has no policies of this kind.
        if (!CreatedPolicy.Is(role.Arn, ArnOf(1))) return ([], null);
        var attached = seen.CreatedPolicies.ToDictionary(policy => policy.PolicyName, policy => policy.Document, StringComparer.Ordinal);
        var isComplete = role.Tags.GetValueOrDefault(RoleTags.Content) == seen.Content.Hash;
        var last = attached.Keys.Select(CreatedPolicy.NumberOf).DefaultIfEmpty().Max();
        var found = new List<CreatedPolicyRemoval>();
        // The name binds the content, so a role with its complete content has no further policies.
        for (var number = 1; number <= last || !isComplete; number++)
        {
            var (name, arn) = (CreatedPolicy.NameOf(role.RoleName, number), ArnOf(number));
            var isAttached = attached.TryGetValue(name, out var document);
            if (!CreatedPolicy.Is(role.Arn, arn)) break;
            PolicyRecord policy;
            try
            {
                policy = await iam.GetPolicyAsync(arn, CancellationToken.None).ConfigureAwait(false);
                document ??= await iam.GetPolicyVersionAsync(arn, policy.DefaultVersionId, CancellationToken.None).ConfigureAwait(false);
            }
            catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound && !isAttached)
            {
                if (number > last) break;
                continue;
            }

            if (!PolicyCreator.HasTags(policy.Tags, role.Tags))
            {
                // A policy with that name that others created, and that the role does not have, is not this module's.
                if (!isAttached) continue;
                return ([], $"its policy {arn} does not have the tags with which it was created.");
            }

            if (await ObjectionAsync(iam, policy, isAttached).ConfigureAwait(false) is { } objection) return ([], objection);
            found.Insert(0, new CreatedPolicyRemoval(arn, new PolicyDefinition(name, role.Path, document, policy.Tags), isAttached));
        }

        return (found, null);

        string ArnOf(int number) => CreatedPolicy.ArnOf(role.Arn, CreatedPolicy.NameOf(role.RoleName, number));
    }

    /// <summary>Returns the reason why IAM would not delete the policy, or others would miss it; null if there is none.</summary>
    private static async Task<string?> ObjectionAsync(IIamApi iam, PolicyRecord policy, bool isAttached)
    {
        if (policy.AttachmentCount > (isAttached ? 1 : 0))
            return $"its policy {policy.Arn} is also attached to another role, user or group.";
        if (policy.PermissionsBoundaryUsageCount > 0) return $"its policy {policy.Arn} is a permissions boundary of a role or user.";
        var versions = await iam.ListPolicyVersionsAsync(policy.Arn, CancellationToken.None).ConfigureAwait(false);
        return versions.Count > 1
            ? $"its policy {policy.Arn} has more than one version ({string.Join(", ", versions)}), which only others created."
            : null;
    }
}
