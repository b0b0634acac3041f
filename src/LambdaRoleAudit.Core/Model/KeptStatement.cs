namespace LambdaRoleAudit.Model;

/// <summary>A statement of a narrowed role, and why it is there. The policy has its text.</summary>
/// <param name="PolicyName">The name of the policy that contains the statement.</param>
/// <param name="Sid">The statement's Sid; null if it has none.</param>
/// <param name="SourceStatement">The statement of the source that it is a part of: its Sid, or its position in the document.</param>
/// <param name="IsUnchanged">True if the source has the same statement.</param>
/// <param name="Reasons">The reasons.</param>
public sealed record KeptStatement(
    string PolicyName, string? Sid, string SourceStatement, bool IsUnchanged, ItemList<StatementReason> Reasons)
{
    /// <summary>Returns the statement's Sid, or the source statement.</summary>
    public override string ToString() => VisibleText.Of(Sid ?? SourceStatement);
}
