using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Ports;

/// <summary>A role as IAM describes it. Properties that a call omits are null.</summary>
public sealed record RoleRecord : RoleDefinition
{
    /// <summary>The ARN.</summary>
    public required string Arn { get; init; }

    /// <summary>The unique id (AROA…). A role that is created again under the same name has a different id.</summary>
    public required string RoleId { get; init; }

    /// <summary>The date and time, in UTC, when the role was created.</summary>
    public DateTimeOffset? CreateDate { get; init; }

    /// <summary>
    /// The date and time, in UTC, when the role was last used, within the tracking period of 400 days. ListRoles omits it.
    /// </summary>
    public DateTimeOffset? LastUsed { get; init; }

    /// <summary>
    /// True if the last use is known, even if there was none. ListRoles omits it, and so do files created from its output.
    /// </summary>
    public bool IsLastUseRead { get; init; }

    /// <summary>The region in which the role was last used.</summary>
    public string? LastUsedRegion { get; init; }

    /// <summary>The IAM role manager template that the role was created from; null if there is none, or if it was not given.</summary>
    public SourceRoleTemplate? SourceRoleTemplate { get; init; }

    /// <summary>The inline policies, name and document. Only GetAccountAuthorizationDetails returns them.</summary>
    public IReadOnlyList<InlinePolicy>? InlinePolicies { get; init; }

    /// <summary>The ARNs of the attached managed policies. Only GetAccountAuthorizationDetails returns them.</summary>
    public IReadOnlyList<string>? AttachedPolicyArns { get; init; }

    /// <summary>The names of the instance profiles that contain the role. Only GetAccountAuthorizationDetails returns them.</summary>
    public IReadOnlyList<string>? InstanceProfiles { get; init; }
}
