using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>
/// Creates the customer managed policies of a new role (<see cref="CreatedPolicy"/>), with the role's tags of this module. A policy that an
/// earlier run of the same command created is adopted; a policy that is anything else is never changed and never attached.
/// </summary>
internal sealed class PolicyCreator(IIamApi iam, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly List<string> _created = [];

    /// <summary>Creates the policies of a role in the order of their numbers, or adopts them. Does not attach them.</summary>
    /// <param name="role">The role.</param>
    /// <param name="spec">Its specification.</param>
    /// <param name="isNew">True if the role was created just now, so that policies of an earlier run are not expected.</param>
    /// <exception cref="AwsCallException">A policy could not be created.</exception>
    /// <exception cref="ProblemException">Someone else's policy has the name.</exception>
    /// <returns>The ARNs of the policies.</returns>
    public async Task<IReadOnlyList<string>> CreateAsync(RoleRecord role, RoleSpec spec, bool isNew)
    {
        var arns = new List<string>();
        var tags = TagsOf(spec.AllTags);
        foreach (var (_, document) in spec.CreatedPolicies.OrderBy(policy => CreatedPolicy.NumberOf(policy.PolicyName)))
        {
            // Derived here, so that a plan that was modified cannot name another policy.
            var name = CreatedPolicy.NameOf(spec.RoleName, arns.Count + 1);
            var arn = CreatedPolicy.ArnOf(role.Arn, name);
            arns.Add(arn);
            if (!isNew && await IsThereAsync(arn, document, tags, spec.RoleName).ConfigureAwait(false)) continue;
            await CreateOrAdoptAsync(new PolicyDefinition(name, spec.Path, document, tags), arn, spec.RoleName).ConfigureAwait(false);
        }

        return arns;
    }

    /// <summary>
    /// Deletes what this call created for a role that another run has deleted. Returns the ARNs that could not be deleted.
    /// </summary>
    public async Task<IReadOnlyList<string>> TakeBackAsync()
    {
        var left = new List<string>();
        foreach (var arn in Enumerable.Reverse(_created))
        {
            try
            {
                await iam.DeletePolicyAsync(arn, CancellationToken.None).ConfigureAwait(false);
            }
            catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound)
            {
                // It is gone already.
            }
            catch (AwsCallException)
            {
                left.Add(arn);
            }
        }

        return left;
    }

    /// <summary>Returns this module's tags: the same for the role and its policies.</summary>
    internal static IReadOnlyDictionary<string, string> TagsOf(IReadOnlyDictionary<string, string> roleTags) =>
        new SortedDictionary<string, string>(
            roleTags.Where(tag => RoleTags.IsOurs(tag.Key) && tag.Key != RoleTags.Removal).ToDictionary(tag => tag.Key, tag => tag.Value),
            StringComparer.Ordinal);

    /// <summary>
    /// Returns true if a policy has the tags of the policies of a role. Which repair created it does not matter: another repair adopts it.
    /// </summary>
    internal static bool HasTags(IReadOnlyDictionary<string, string> policyTags, IReadOnlyDictionary<string, string> roleTags) =>
        TagsOf(roleTags).Where(tag => tag.Key != RoleTags.Repair).All(tag => policyTags.GetValueOrDefault(tag.Key) == tag.Value);

    private async Task CreateOrAdoptAsync(PolicyDefinition policy, string arn, string roleName)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            AwsCallException refusal;
            try
            {
                await iam.CreatePolicyAsync(policy, CancellationToken.None).ConfigureAwait(false);
                _created.Add(arn);
                return;
            }
            catch (AwsCallException e) when (e.ErrorCode == "EntityAlreadyExists" || e.IsOpen)
            {
                // As for a role: only a read shows whether the policy was created, and by whom.
                refusal = e;
            }

            if (await IsThereAsync(arn, policy.Document, policy.Tags, roleName).ConfigureAwait(false)) return;
            if (time.GetElapsedTime(started) > Patience)
                throw refusal.ErrorCode == "EntityAlreadyExists" ? new ProblemException(Taken(arn, roleName, "another path")) : refusal;
            if (refusal.ErrorCode != "EntityAlreadyExists") throw refusal;
            await Task.Delay(Interval, time, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Returns true if the policy exists and is the intended one; false if it does not exist, or does not yet.</summary>
    private async Task<bool> IsThereAsync(string arn, string document, IReadOnlyDictionary<string, string> tags, string roleName)
    {
        try
        {
            var policy = await iam.GetPolicyAsync(arn, CancellationToken.None).ConfigureAwait(false);
            if (!HasTags(policy.Tags, tags)) throw new ProblemException(Taken(arn, roleName, "other tags"));
            var now = await iam.GetPolicyVersionAsync(arn, policy.DefaultVersionId, CancellationToken.None).ConfigureAwait(false);
            if (!IsSame(now, document)) throw new ProblemException(Taken(arn, roleName, "another document"));
            // Whoever may change the default version could give the function what another version grants.
            var versions = await iam.ListPolicyVersionsAsync(arn, CancellationToken.None).ConfigureAwait(false);
            return versions.Count == 1 ? true : throw new ProblemException(Taken(arn, roleName, "more than one version"));
        }
        catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound)
        {
            return false;
        }
    }

    private static bool IsSame(string one, string other)
    {
        try
        {
            return PolicyDocument.Parse(one).Canonical == PolicyDocument.Parse(other).Canonical;
        }
        catch (PolicyFormatException)
        {
            return one == other;
        }
    }

    private static Problem Taken(string arn, string roleName, string more) =>
        RoleErrors.PolicyAlreadyExists.About(arn, ("policy", arn), ("role", roleName), ("more", more));
}
