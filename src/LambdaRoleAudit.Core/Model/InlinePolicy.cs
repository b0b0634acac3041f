namespace LambdaRoleAudit.Model;

/// <summary>An inline policy: IAM gives and takes it by its name and its JSON.</summary>
/// <param name="PolicyName">Its name.</param>
/// <param name="Document">Its JSON, to the character.</param>
public sealed record InlinePolicy(string PolicyName, string Document)
{
    /// <summary>The policy's name.</summary>
    public override string ToString() => VisibleText.Of(PolicyName);
}
