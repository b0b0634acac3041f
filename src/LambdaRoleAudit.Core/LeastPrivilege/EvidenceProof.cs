using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>The result of the proof that the narrowed policies allow everything in evidence that the source allows.</summary>
/// <param name="Outcome">Proven, Refuted or Unknown.</param>
/// <param name="Checked">The number of permissions that were checked.</param>
/// <param name="Lost">The permissions that the narrowed policies do not allow as the source does.</param>
/// <param name="Reason">The reason, if the outcome is unknown; otherwise null.</param>
public sealed record EvidenceProof(ProofOutcome Outcome, int Checked, ItemList<LostPermission> Lost, string? Reason)
{
    /// <summary>
    /// The permissions in evidence that the source's policies do not allow. Another policy allowed them, such as a resource policy, or the
    /// role was changed since.
    /// </summary>
    public ItemList<string> NotFromSource { get; init; } = [];
}
