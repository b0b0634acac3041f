using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.ResourcePolicies;

namespace LambdaRoleAudit.Repair;

/// <summary>
/// Finds the policies of resources that name a role that will be deleted, and the commands that take the role out of them. Only resources
/// that the role's policies name can be found this way.
/// </summary>
internal static class PatchRemoval
{
    /// <summary>
    /// Returns, for each role, the policies that name it. The commands of one policy take all of the roles out of it, because they write
    /// the complete policy.
    /// </summary>
    /// <param name="session">The account.</param>
    /// <param name="roles">The roles, before they are deleted, each with the function that it was created for.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    public static async Task<(IReadOnlyList<IReadOnlyList<ResourcePolicyHit>> Hits, IReadOnlyList<string> Unread)> FindAsync(
        IAwsSession session, IReadOnlyList<(ExecutionRole Role, string FunctionName)> roles, CancellationToken cancellationToken)
    {
        var callers = roles.Select(one => new PolicyCaller(one.Role.RoleArn, one.Role.RoleId, one.FunctionName, one.Role.Tags)).ToList();
        var query = new ResourcePolicyQuery
        {
            Resources = [.. roles.SelectMany(one => GrantedResources.Of(one.Role, []).Named).Distinct()],
        };
        var read = await new ResourcePolicyReader(session).ReadAsync(query, cancellationToken).ConfigureAwait(false);
        var hits = callers.Select(_ => new List<ResourcePolicyHit>()).ToList();
        foreach (var policy in read.Policies) Add(policy, callers, hits);
        return (hits, [.. read.Unread.Select(one => $"{one.Resource.ResourceArn} ({one.Why})")]);
    }

    private static void Add(ResourcePolicyRecord policy, IReadOnlyList<PolicyCaller> roles, List<List<ResourcePolicyHit>> hits)
    {
        for (var i = 0; i < roles.Count; i++)
            foreach (var grant in policy.Grants.Where(grant => grant.GranteePrincipal == roles[i].RoleArn))
                hits[i].Add(Hit(
                    policy, [System.Text.Json.JsonSerializer.Serialize(grant)], null, PolicyCommands.ToRevoke(policy, grant)));
        if (policy.Document is not { } text || Parse(text) is not { } document) return;
        var named = Enumerable.Range(0, roles.Count)
            .Where(i => document.Statements.Any(statement => PolicyCaller.IsNamedIn(statement, roles[i]))).ToList();
        if (named.Count == 0) return;
        var left = text;
        foreach (var i in named)
            if (left.Length > 0 && Parse(left) is { } rest) left = PolicyPatch.Remove(rest, roles[i]) ?? left;
        foreach (var i in named)
            hits[i].Add(Hit(
                policy,
                [
                    .. document.Statements.Where(statement => PolicyCaller.IsNamedIn(statement, roles[i]))
                        .Select(statement => statement.Text)
                ],
                left.Length == 0 ? null : left, CommandsOf(policy, text, left)));
    }

    private static PolicyDocument? Parse(string text)
    {
        try
        {
            return PolicyDocument.Parse(text);
        }
        catch (PolicyFormatException)
        {
            return null;
        }
    }

    /// <summary>
    /// Returns the commands that leave the policy without the role. A key, a topic and a role cannot be without a policy.
    /// </summary>
    private static IReadOnlyList<string> CommandsOf(ResourcePolicyRecord policy, string text, string left) =>
        left == text ? []
        : left.Length > 0 ? PolicyCommands.ToPut(policy, left)
        : policy.Kind is PolicyResourceKind.KmsKey or PolicyResourceKind.SnsTopic or PolicyResourceKind.Role ? []
        : PolicyCommands.ToRestore(policy with { Document = null }, text);

    private static ResourcePolicyHit Hit(
        ResourcePolicyRecord policy, IReadOnlyList<string> statements, string? without, IReadOnlyList<string> commands) => new()
        {
            ResourceType = PolicyResources.Of(policy.Kind).Words,
            ResourceArn = policy.ResourceArn,
            Region = policy.Region,
            Effect = ResourcePolicyEffect.Unknown,
            Statements = [.. statements],
            Verdict = ResourcePolicyVerdict.Unclear,
            Reason = "The policy still names the role of the repair.",
            PatchedPolicy = without,
            RemovalCommands = [.. commands],
        };
}
