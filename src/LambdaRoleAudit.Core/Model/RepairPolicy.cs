namespace LambdaRoleAudit.Model;

/// <summary>An inline policy of a role that is to be made.</summary>
/// <param name="PolicyName">Its name.</param>
/// <param name="Document">Its JSON, to the character.</param>
public sealed record RepairPolicy(string PolicyName, string Document)
{
    /// <summary>The policy's name.</summary>
    public override string ToString() => VisibleText.Of(PolicyName);
}
