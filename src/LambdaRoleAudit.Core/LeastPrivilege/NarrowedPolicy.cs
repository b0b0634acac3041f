using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>A policy of the narrowed role.</summary>
/// <param name="PolicyName">
/// The policy's name. For a customer managed policy, the end of the name, to which the role's name is added.
/// </param>
/// <param name="SourcePolicy">The name of the source's policy that it is a part of.</param>
/// <param name="PolicyArn">The ARN of the source's managed policy; null for an inline policy.</param>
/// <param name="Placement">How the policy belongs to the role.</param>
/// <param name="Document">The policy's JSON.</param>
/// <param name="Statements">The statements, in the order of the document.</param>
public sealed record NarrowedPolicy(
    string PolicyName, string SourcePolicy, string? PolicyArn, PolicyPlacement Placement, string Document,
    ItemList<NarrowedStatement> Statements)
{
    /// <summary>The size that IAM counts: the number of characters without white space.</summary>
    public int Size => PolicyText.SizeOf(Document);

    /// <summary>The policy's name.</summary>
    public override string ToString() => VisibleText.Of(PolicyName);
}
