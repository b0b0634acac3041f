namespace LambdaRoleAudit.Model;

/// <summary>An inline policy. IAM reads and writes it by its name and its JSON.</summary>
/// <param name="PolicyName">The policy's name.</param>
/// <param name="Document">The policy's JSON, unchanged.</param>
public sealed record InlinePolicy(string PolicyName, string Document)
{
    /// <summary>The policy's name.</summary>
    public override string ToString() => VisibleText.Of(PolicyName);
}
