using System.Text.RegularExpressions;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.ResourcePolicies;

/// <summary>The resources that a role's policies, or a function's usage, name, and whose own policies can matter to the role.</summary>
internal sealed partial class GrantedResources
{
    private readonly HashSet<PolicyResource> _named = [];
    private readonly SortedSet<PolicyResourceKind> _open = [];
    private readonly HashSet<string> _roles = new(StringComparer.Ordinal);

    /// <summary>The resources that are named.</summary>
    public IReadOnlyCollection<PolicyResource> Named => _named;

    /// <summary>The ARNs of roles of the account that are named. Their trust policies decide whether the role can assume them.</summary>
    public IReadOnlyCollection<string> Roles => _roles;

    /// <summary>The kinds of which the policies allow actions on resources that they name by a pattern, or do not name.</summary>
    public IReadOnlyCollection<PolicyResourceKind> Open => _open;

    /// <summary>Returns the resources that a role's policies name.</summary>
    /// <param name="role">The role.</param>
    /// <param name="usage">What functions did with the role; empty if this is not known.</param>
    public static GrantedResources Of(ExecutionRole role, IEnumerable<UsedPermission> usage)
    {
        var resources = new GrantedResources();
        if (!Arn.TryParse(role.RoleArn, out var own)) return resources;
        foreach (var statement in Statements(role)) resources.Add(statement, own);
        foreach (var permission in usage)
            if (permission.ResourceArn is { } arn) resources.Add(arn, own);
        return resources;
    }

    /// <summary>Returns true if an ARN has no region, or one that can be part of a host name.</summary>
    public static bool IsRegionValid(string arn) => Arn.TryParse(arn, out var parsed)
        && (parsed.Region.Length == 0 || Region().IsMatch(parsed.Region));

    private void Add(PolicyStatement statement, Arn own)
    {
        var isOpen = statement.Resources is null or { IsNot: true };
        foreach (var value in isOpen ? [] : statement.Resources!.Values) isOpen |= !Add(value, own);
        if (!isOpen) return;
        foreach (var kind in Enum.GetValues<PolicyResourceKind>().Where(kind => kind != PolicyResourceKind.Role))
            if (IsAllowed(statement, PolicyResources.Of(kind).ActionPrefix)) _open.Add(kind);
    }

    /// <summary>Returns false if a text does not name one resource.</summary>
    private bool Add(string text, Arn own)
    {
        if (Arn.TryParseRole(text, out var role) && role.Partition == own.Partition && role.AccountId == own.AccountId
            && !text.AsSpan().ContainsAny('*', '?') && !text.Contains("${", StringComparison.Ordinal))
        {
            _roles.Add(text);
            return true;
        }

        var found = PolicyResources.Find(text);
        // A resource of another account is its owner's. A region becomes a host name, so only a valid one is accepted.
        foreach (var (kind, resource) in found)
            if (Arn.TryParse(resource, out var arn) && arn.Partition == own.Partition
                && (arn.AccountId.Length == 0 || arn.AccountId == own.AccountId) && IsRegionValid(resource))
                _named.Add(new PolicyResource(kind, resource));
        return found.Count > 0;
    }

    private static bool IsAllowed(PolicyStatement statement, string prefix) =>
        statement.Actions.IsNot || statement.Actions.Values.Any(action =>
            action.StartsWith('*') || action.StartsWith($"{prefix}:", StringComparison.OrdinalIgnoreCase)
            || (action.IndexOfAny(['*', '?']) is var wild and >= 0 && wild < action.IndexOf(':', StringComparison.Ordinal)));

    private static IEnumerable<PolicyStatement> Statements(ExecutionRole role)
    {
        foreach (var policy in role.AttachedPolicies.Concat(role.InlinePolicies))
        {
            if (policy.Document is not { } text) continue;
            PolicyDocument document;
            try
            {
                document = PolicyDocument.Parse(text);
            }
            catch (PolicyFormatException)
            {
                // A role whose policies cannot be read is reported by the step itself.
                continue;
            }

            foreach (var statement in document.Statements)
                if (statement.Effect == PolicyEffect.Allow) yield return statement;
        }
    }

    [GeneratedRegex("^[a-z]{2,4}(-[a-z]+)+-[0-9]+$")]
    private static partial Regex Region();
}
