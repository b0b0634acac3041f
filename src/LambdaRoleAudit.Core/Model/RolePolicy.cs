namespace LambdaRoleAudit.Model;

/// <summary>A policy of a role: an attached policy, an inline policy, or the permissions boundary.</summary>
/// <param name="PolicyName">The policy's name.</param>
/// <param name="PolicyArn">The policy's ARN; null for an inline policy.</param>
/// <param name="Document">The JSON of the policy's default version; null if it could not be read.</param>
public sealed record RolePolicy(string PolicyName, string? PolicyArn, string? Document)
{
    /// <summary>True if AWS owns the policy and can change it.</summary>
    public bool IsAwsManaged => PolicyArn is not null && PolicyArn.Contains(":iam::aws:policy/", StringComparison.Ordinal);

    /// <summary>The policy's name.</summary>
    public override string ToString() => VisibleText.Of(PolicyName);
}
