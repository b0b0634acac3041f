using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Ports;

/// <summary>A role as IAM describes it. What a call leaves out is null.</summary>
public sealed record RoleRecord : RoleDefinition
{
    /// <summary>The ARN.</summary>
    public required string Arn { get; init; }

    /// <summary>The unique id (AROA…): another one for a role that is created again under the same name.</summary>
    public required string RoleId { get; init; }

    /// <summary>When it was created, UTC.</summary>
    public DateTimeOffset? CreateDate { get; init; }

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
    public IReadOnlyList<InlinePolicy>? InlinePolicies { get; init; }

    /// <summary>ARNs of the attached managed policies. Only GetAccountAuthorizationDetails gives them.</summary>
    public IReadOnlyList<string>? AttachedPolicyArns { get; init; }

    /// <summary>Names of the instance profiles that hold the role. Only GetAccountAuthorizationDetails gives them.</summary>
    public IReadOnlyList<string>? InstanceProfiles { get; init; }
}
