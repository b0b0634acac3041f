using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>An action of a source statement that is kept.</summary>
/// <param name="Name">The action as AWS writes it.</param>
/// <param name="Resources">The patterns of its resources, sorted; null for the resources of the source's statement.</param>
/// <param name="Reasons">Why it is kept.</param>
internal sealed record KeptAction(string Name, IReadOnlyList<string>? Resources, IReadOnlyList<StatementReason> Reasons)
{
    /// <summary>The prefix of the service.</summary>
    public string Service => ActivityEvidence.ServiceOf(Name);

    /// <summary>True if the action is also kept because its use cannot be seen, so that a wildcard for it may stay.</summary>
    public bool IsUnseen => Reasons.Any(reason => IsUnseenKind(reason.Kind));

    /// <summary>Returns true for the reasons other than a known need.</summary>
    public static bool IsUnseenKind(ReasonKind kind) =>
        kind is ReasonKind.Unseen or ReasonKind.UnmappedCall or ReasonKind.LastAccessed or ReasonKind.UnknownAction;
}
