namespace LambdaRoleAudit.Model;

/// <summary>A policy of a role: attached, inline, or its permissions boundary.</summary>
/// <param name="PolicyName">The policy's name.</param>
/// <param name="PolicyArn">Its ARN; null for an inline policy, which has none.</param>
/// <param name="Document">Its JSON, of the default version; null where it could not be read.</param>
public sealed record RolePolicy(string PolicyName, string? PolicyArn, string? Document)
{
    /// <summary>True for a policy that AWS owns and may change.</summary>
    public bool IsAwsManaged => PolicyArn is not null && PolicyArn.Contains(":iam::aws:policy/", StringComparison.Ordinal);

    /// <summary>The policy's name.</summary>
    public override string ToString() => VisibleText.Of(PolicyName);
}
