using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>The permissions that one function keeps of its role, and the proofs. Trust policy and boundary stay as they are.</summary>
public sealed record NarrowedRole
{
    /// <summary>The policies, sorted by name; empty if the source could not be narrowed.</summary>
    public ItemList<NarrowedPolicy> Policies { get; init; } = [];

    /// <summary>The proof that the policies grant no more than the source; null if the role was not narrowed.</summary>
    public ProofResult? GrantsNoMore { get; init; }

    /// <summary>The proof that the policies allow everything in evidence; null if the role was not narrowed.</summary>
    public EvidenceProof? AllowsEvidence { get; init; }

    /// <summary>What the source grants; null if its policies are not known.</summary>
    public GrantFigures? Before { get; init; }

    /// <summary>What the narrowed policies grant; null if there are none.</summary>
    public GrantFigures? After { get; init; }

    /// <summary>What is kept although no call was seen.</summary>
    public ItemList<UnseenActions> KeptUnseen { get; init; } = [];

    /// <summary>What prevents the use of the policies. A proof that is not <see cref="ProofOutcome.Proven"/> is one of them.</summary>
    public ItemList<PlanIssue> Blockers { get; init; } = [];

    /// <summary>What the user should know.</summary>
    public ItemList<PlanIssue> Warnings { get; init; } = [];
}
