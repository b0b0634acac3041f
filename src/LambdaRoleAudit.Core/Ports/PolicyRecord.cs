namespace LambdaRoleAudit.Ports;

/// <summary>A managed policy as GetPolicy and CreatePolicy describe it (IAM API reference, Policy).</summary>
public sealed record PolicyRecord
{
    /// <summary>The ARN.</summary>
    public required string Arn { get; init; }

    /// <summary>The unique id (ANPA…). A policy that is created again under the same name has a different id.</summary>
    public required string PolicyId { get; init; }

    /// <summary>The version that applies to what the policy is attached to.</summary>
    public required string DefaultVersionId { get; init; }

    /// <summary>The number of users, groups and roles that the policy is attached to.</summary>
    public required int AttachmentCount { get; init; }

    /// <summary>The number of users and roles whose permissions boundary the policy is.</summary>
    public int PermissionsBoundaryUsageCount { get; init; }

    /// <summary>The tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}
