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

    /// <summary>True where a role has the name, and is not one that a repair made for this function from this source.</summary>
    public bool IsStrangers(string name, LambdaRoleRepairStep step) => _byName.TryGetValue(name, out var role)
        && !(role.Tags.TryGetValue(RoleSpec.FunctionTag, out var function) && function == step.FunctionArn
            && role.Tags.TryGetValue(RoleSpec.SourceTag, out var source) && source == step.SourceRoleArn);

    /// <summary>Names of the roles whose trust policies name a role: by its ARN, or by its id, which IAM puts in its place.</summary>
    public IEnumerable<string> ThatTrust(ExecutionRole role) => _byName.Values
        .Where(other => other.TrustPolicy is { } trust && other.RoleName != role.RoleName && RoleReference.IsNamedIn(trust, role))
        .Select(other => other.RoleName).Order(StringComparer.Ordinal);
}
