namespace LambdaRoleAudit.Sandbox.State;

/// <summary>An IAM role. Changed only while its account is locked.</summary>
public sealed class RoleState
{
    /// <summary>The trust policy of a Lambda execution role.</summary>
    public const string LambdaTrust =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";

    public required string RoleName { get; init; }
    public required string Path { get; init; }
    public required string RoleId { get; init; }
    public required string Arn { get; init; }
    public required DateTimeOffset CreateDate { get; init; }
    public required string AssumeRolePolicyDocument { get; set; }
    public string? Description { get; set; }
    public string? PermissionsBoundary { get; set; }
    public DateTimeOffset? LastUsed { get; set; }

    /// <summary>The IAM role manager template that the role was created from.</summary>
    public (string Arn, int MinorVersion)? SourceRoleTemplate { get; set; }

    public string? LastUsedRegion { get; set; }

    /// <summary>
    /// Until this time, other services still see the role as it was before its last change (IAM is eventually consistent).
    /// </summary>
    public DateTimeOffset SettledAt { get; set; }

    public int MaxSessionDuration { get; set; } = 3600;

    /// <summary>"Tag keys are case insensitive", and a new key that differs in case replaces the old one (IAM user guide, tags).</summary>
    public SortedDictionary<string, string> Tags { get; private set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of the EC2 instance profiles that contain the role.</summary>
    public SortedSet<string> InstanceProfiles { get; private set; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, string> InlinePolicies { get; private set; } = new(StringComparer.Ordinal);
    public SortedSet<string> AttachedPolicyArns { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>Returns a copy of the current role, which later changes do not affect.</summary>
    public RoleState Copy()
    {
        var copy = (RoleState)MemberwiseClone();
        copy.Tags = new(Tags, Tags.Comparer);
        copy.InstanceProfiles = new(InstanceProfiles, InstanceProfiles.Comparer);
        copy.InlinePolicies = new(InlinePolicies, InlinePolicies.Comparer);
        copy.AttachedPolicyArns = new(AttachedPolicyArns, AttachedPolicyArns.Comparer);
        return copy;
    }
}
