using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>The complete specification of an execution role to create, before any call. Its tags are the user's tags.</summary>
public sealed record RoleSpec : RoleDefinition
{
    /// <summary>The function that the role is for; null if there is no specific function.</summary>
    public string? FunctionArn { get; init; }

    /// <summary>The role that this role is created from; null if no repair creates it.</summary>
    public string? SourceRoleArn { get; init; }

    /// <summary>The repair that creates the role. Another repair that would create the same role adopts this one.</summary>
    public string? RepairId { get; init; }

    /// <summary>The ARNs of the managed policies to attach, each once.</summary>
    public IReadOnlyList<string> AttachedPolicyArns { get; init; } = [];

    /// <summary>The inline policies: name and document, each name once.</summary>
    public IReadOnlyList<InlinePolicy> InlinePolicies { get; init; } = [];

    /// <summary>
    /// The customer managed policies to create and attach: full name (<see cref="CreatedPolicy.NameOf"/>, numbered from 1 without gaps) and
    /// document.
    /// </summary>
    public IReadOnlyList<InlinePolicy> CreatedPolicies { get; init; } = [];

    /// <summary>The role's intended content.</summary>
    public RoleContent Content => new(Path, TrustPolicy, PermissionsBoundaryArn, AttachedPolicyArns, InlinePolicies)
    {
        CreatedPolicies = CreatedPolicies,
    };

    /// <summary>What the role is created with. Its tags are the user's and this module's.</summary>
    public RoleDefinition Definition => this with { Tags = AllTags };

    /// <summary>The tags with which the role is created: the user's and this module's.</summary>
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

    /// <summary>Returns the differences from another specification, by name. Empty if both create the same role, for any repair.</summary>
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
