using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>A privilege escalation path that a role has, or may have.</summary>
/// <param name="Id">The path's id.</param>
/// <param name="Name">The path's name: its actions, or the roles that it leads through.</param>
/// <param name="Is">True: certainly. Unknown: it depends on data that is not known.</param>
/// <param name="Shown">The evidence, for a reader.</param>
/// <param name="DependsOn">What the path depends on.</param>
internal sealed record EscalationWay(string Id, string Name, Truth Is, string Shown, IReadOnlyList<string> DependsOn)
{
    /// <summary>Returns the path's name and id.</summary>
    public override string ToString() => $"{Name} ({Id})";
}
