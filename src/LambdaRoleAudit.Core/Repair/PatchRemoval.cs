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
    /// <summary>Returns the policies that name the role, and what could not be read.</summary>
    /// <param name="session">The account.</param>
    /// <param name="role">The role, before it is deleted.</param>
    /// <param name="functionName">The function that the role was created for.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    public static async Task<(IReadOnlyList<ResourcePolicyHit> Hits, IReadOnlyList<string> Unread)> FindAsync(
        IAwsSession session, ExecutionRole role, string functionName, CancellationToken cancellationToken)
    {
        var caller = new PolicyCaller(role.RoleArn, role.RoleId, functionName, role.Tags);
        var query = new ResourcePolicyQuery { Resources = GrantedResources.Of(role, []).Named };
        var read = await new ResourcePolicyReader(session, NoObserver.Instance).ReadAsync(query, cancellationToken).ConfigureAwait(false);
        return (
            [.. read.Policies.SelectMany(policy => Of(policy, caller))],
            [.. read.Unread.Select(one => $"{one.Resource.ResourceArn} ({one.Why})")]);
    }

    private static IEnumerable<ResourcePolicyHit> Of(ResourcePolicyRecord policy, PolicyCaller role)
    {
        if (policy.Document is { } text && Without(text, role) is { } left)
            yield return Hit(
                policy, [.. left.Statements.Select(statement => statement.Text)], left.Document.Length == 0 ? null : left.Document,
                CommandsOf(policy, text, left.Document));
        foreach (var grant in policy.Grants.Where(grant => grant.GranteePrincipal == role.RoleArn))
            yield return Hit(
                policy, [System.Text.Json.JsonSerializer.Serialize(grant)], null, PolicyCommands.ToRevoke(policy, grant));
    }

    /// <summary>
    /// Returns the commands that leave the policy without the role. A key, a topic and a role cannot be without a policy.
    /// </summary>
    private static IReadOnlyList<string> CommandsOf(ResourcePolicyRecord policy, string text, string left) =>
        left.Length > 0 ? PolicyCommands.ToPut(policy, left)
        : policy.Kind is PolicyResourceKind.KmsKey or PolicyResourceKind.SnsTopic or PolicyResourceKind.Role ? []
        : PolicyCommands.ToRestore(policy with { Document = null }, text);

    private static (IReadOnlyList<PolicyStatement> Statements, string Document)? Without(string text, PolicyCaller role)
    {
        try
        {
            var document = PolicyDocument.Parse(text);
            return PolicyPatch.Remove(document, role) is { } left
                ? ([.. document.Statements.Where(statement => PolicyCaller.IsNamedIn(statement, role))], left)
                : null;
        }
        catch (PolicyFormatException)
        {
            return null;
        }
    }

    private static ResourcePolicyHit Hit(
        ResourcePolicyRecord policy, IReadOnlyList<string> statements, string? without, IReadOnlyList<string> commands) => new()
        {
            ResourceType = PolicyResources.Of(policy.Kind).Words,
            ResourceArn = policy.ResourceArn,
            Region = policy.Region,
            Effect = ResourcePolicyEffect.Unknown,
            Statements = [.. statements],
            IsWaiting = false,
            Reason = "The policy still names the role of the repair.",
            PatchedPolicy = without,
            RemovalCommands = [.. commands],
        };

    /// <summary>Nothing is shown while policies are read: what could not be read is in the result.</summary>
    private sealed class NoObserver : IReadingObserver
    {
        public static NoObserver Instance { get; } = new();

        public void OnProblem(Problem problem)
        {
        }

        public void OnUnread(Problem problem)
        {
        }

        public void OnWarning(string message)
        {
        }

        public void OnProgress(ReadingProgress progress)
        {
        }
    }
}
