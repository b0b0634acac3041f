using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>An execution role to create: everything about it, before any call. Its tags are the user's.</summary>
public sealed record RoleSpec : RoleDefinition
{
    /// <summary>The function that the role is for; null for none in particular.</summary>
    public string? FunctionArn { get; init; }

    /// <summary>The role that this one is made from; null if no repair makes it.</summary>
    public string? SourceRoleArn { get; init; }

    /// <summary>The repair that makes it. Another repair that would make the same role adopts this one.</summary>
    public string? RepairId { get; init; }

    /// <summary>ARNs of managed policies to attach, each once.</summary>
    public IReadOnlyList<string> AttachedPolicyArns { get; init; } = [];

    /// <summary>Inline policies: name and document, each name once.</summary>
    public IReadOnlyList<InlinePolicy> InlinePolicies { get; init; } = [];

    /// <summary>What the role is to be.</summary>
    public RoleContent Content => new(Path, TrustPolicy, PermissionsBoundaryArn, AttachedPolicyArns, InlinePolicies);

    /// <summary>The tags that the role is born with: the user's, and this module's.</summary>
    public IReadOnlyDictionary<string, string> AllTags
    {
        get
        {
            var all = new SortedDictionary<string, string>(Tags.ToDictionary(tag => tag.Key, tag => tag.Value), StringComparer.Ordinal)
            {
                [RoleTags.Content] = Content.Hash
            };
            if (FunctionArn is not null) all[RoleTags.Function] = FunctionArn;
            if (SourceRoleArn is not null) all[RoleTags.Source] = SourceRoleArn;
            if (RepairId is not null) all[RoleTags.Repair] = RepairId;
            return all;
        }
    }

    /// <summary>What differs from another specification, each named. Empty if both make the same role, for whichever repair.</summary>
    public IEnumerable<string> DifferencesFrom(RoleSpec other)
    {
        if (!RoleName.Equals(other.RoleName, StringComparison.OrdinalIgnoreCase)) yield return "role name";
        if (FunctionArn != other.FunctionArn) yield return "function ARN";
        if (SourceRoleArn != other.SourceRoleArn) yield return "source role";
        if (Description != other.Description) yield return "description";
        if (MaxSessionDuration != other.MaxSessionDuration) yield return "session duration";
        foreach (var content in Content.DifferencesFrom(other.Content)) yield return content;
        foreach (var key in Tags.Keys.Union(other.Tags.Keys).Order(StringComparer.Ordinal))
            if (Tags.GetValueOrDefault(key) != other.Tags.GetValueOrDefault(key)) yield return $"tag {key}";
    }
}
