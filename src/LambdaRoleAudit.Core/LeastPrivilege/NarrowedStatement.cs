using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>A statement of the narrowed policies, and why it is there.</summary>
/// <param name="Sid">The statement's Sid; null if it has none.</param>
/// <param name="SourceStatement">The statement of the source that it is a part of: its Sid, or its position in the document.</param>
/// <param name="Json">The statement.</param>
/// <param name="IsUnchanged">True if the source has the same statement.</param>
/// <param name="Reasons">The reasons.</param>
public sealed record NarrowedStatement(
    string? Sid, string SourceStatement, string Json, bool IsUnchanged, ItemList<StatementReason> Reasons)
{
    /// <summary>Returns the statement's Sid, or the source statement.</summary>
    public override string ToString() => VisibleText.Of(Sid ?? SourceStatement);
}
