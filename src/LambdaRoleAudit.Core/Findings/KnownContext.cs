using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>What is known of every request that a function makes under its role; of all other context keys nothing is.</summary>
internal static class KnownContext
{
    /// <summary>The keys that the role itself gives (IAM user guide, "AWS global condition context keys": properties of the principal).</summary>
    /// <param name="role">The role.</param>
    /// <param name="more">What is known besides; a key without a value is not in the request.</param>
    public static RequestContext Of(ExecutionRole role, params (string Key, string? Value)[] more)
    {
        var values = new List<KeyValuePair<string, IReadOnlyList<string>>>
        {
            new("aws:PrincipalArn", [role.RoleArn]),
            new("aws:PrincipalAccount", [role.AccountId]),
            new("aws:PrincipalType", ["AssumedRole"]),
            new("aws:PrincipalIsAWSService", ["false"]),
        };
        values.AddRange(role.Tags.Select(tag => new KeyValuePair<string, IReadOnlyList<string>>($"aws:PrincipalTag/{tag.Key}", [tag.Value])));
        values.AddRange(more.Select(key => new KeyValuePair<string, IReadOnlyList<string>>(key.Key, key.Value is null ? [] : [key.Value])));
        return new RequestContext(values, othersAreUnknown: true);
    }
}
