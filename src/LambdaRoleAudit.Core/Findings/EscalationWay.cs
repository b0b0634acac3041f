using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>A way to more power that a role has, or may have.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is called: its actions, or the roles that it leads over.</param>
/// <param name="Is">True: surely. Unknown: it hangs on what is not known.</param>
/// <param name="Shown">What it rests on, for a reader.</param>
/// <param name="DependsOn">What it hangs on.</param>
internal sealed record EscalationWay(string Id, string Name, Truth Is, string Shown, IReadOnlyList<string> DependsOn)
{
    /// <summary>Its name and id.</summary>
    public override string ToString() => $"{Name} ({Id})";
}
