using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Ports;

/// <summary>A role as IAM describes it. What a call leaves out is null.</summary>
public sealed record RoleRecord
{
    /// <summary>The name, in IAM's own spelling.</summary>
    public required string RoleName { get; init; }

    /// <summary>The ARN.</summary>
    public required string Arn { get; init; }

    /// <summary>The path, slashes included.</summary>
    public required string Path { get; init; }

    /// <summary>The unique id (AROA…): another one for a role that is created again under the same name.</summary>
    public required string RoleId { get; init; }

    /// <summary>The trust policy, decoded.</summary>
    public required string TrustPolicy { get; init; }

    /// <summary>When it was created, UTC.</summary>
    public DateTimeOffset? CreateDate { get; init; }

    /// <summary>The description.</summary>
    public string? Description { get; init; }

    /// <summary>The longest session, in seconds. GetAccountAuthorizationDetails leaves it out.</summary>
    public int? MaxSessionDuration { get; init; }

    /// <summary>The permissions boundary's ARN.</summary>
    public string? PermissionsBoundaryArn { get; init; }

    /// <summary>The tags. ListRoles leaves them out.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>When it was last used, UTC, within the tracking period of 400 days. ListRoles leaves it out.</summary>
    public DateTimeOffset? LastUsed { get; init; }

    /// <summary>
    /// Its last use is known, if only that there was none. ListRoles leaves it out, and so do files that were made of it.
    /// </summary>
    public bool IsLastUseRead { get; init; }

    /// <summary>The region that it was last used in.</summary>
    public string? LastUsedRegion { get; init; }

    /// <summary>The template of IAM role manager that it was created from; null where there is none, or where it was not given.</summary>
    public SourceRoleTemplate? SourceRoleTemplate { get; init; }

    /// <summary>Inline policies, name and document. Only GetAccountAuthorizationDetails gives them.</summary>
    public IReadOnlyList<(string Name, string Document)>? InlinePolicies { get; init; }

    /// <summary>ARNs of the attached managed policies. Only GetAccountAuthorizationDetails gives them.</summary>
    public IReadOnlyList<string>? AttachedPolicyArns { get; init; }

    /// <summary>Names of the instance profiles that hold the role. Only GetAccountAuthorizationDetails gives them.</summary>
    public IReadOnlyList<string>? InstanceProfiles { get; init; }
}
