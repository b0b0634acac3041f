using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>The account's roles, to look things up in.</summary>
internal sealed class RoleIndex
{
    private readonly Dictionary<string, ExecutionRole> _byName;

    public RoleIndex(IEnumerable<ExecutionRole> roles) => _byName = roles.ToDictionary(role => role.RoleName, StringComparer.OrdinalIgnoreCase);

    /// <summary>The role of that ARN, path and all.</summary>
    public ExecutionRole? Find(string arn) =>
        Arn.TryParseRole(arn, out var parsed) && _byName.TryGetValue(parsed.RoleName, out var role) && role.RoleArn.Equals(arn, StringComparison.OrdinalIgnoreCase) ? role : null;

    public bool Exists(string name) => _byName.ContainsKey(name);

    /// <summary>The role of that name; null if there is none.</summary>
    public ExecutionRole? FindName(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Names of the roles whose trust policies name a role: by its ARN, or by its id, which IAM puts in its place.</summary>
    public IEnumerable<string> ThatTrust(ExecutionRole role) => _byName.Values
        .Where(other => other.TrustPolicy is { } trust && other.RoleName != role.RoleName && RoleReference.IsNamedIn(trust, role))
        .Select(other => other.RoleName).Order(StringComparer.Ordinal);
}
