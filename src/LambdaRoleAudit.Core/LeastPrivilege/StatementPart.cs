using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>A part of a source statement that is kept.</summary>
internal sealed record StatementPart
{
    /// <summary>The source's statement.</summary>
    public required PolicyStatement Source { get; init; }

    /// <summary>True if it is the entire statement, as the source writes it.</summary>
    public bool IsUnchanged { get; init; }

    /// <summary>The values of Action, or of NotAction.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>True if <see cref="Actions"/> are those that are not allowed.</summary>
    public bool IsNotAction { get; init; }

    /// <summary>The values of Resource; null for those of the source.</summary>
    public IReadOnlyList<string>? Resources { get; init; }

    /// <summary>The actions, each with its reasons; empty for a statement that is not split into actions.</summary>
    public IReadOnlyList<KeptAction> Kept { get; init; } = [];

    /// <summary>The reasons, by kind of reason, action and resource.</summary>
    public IReadOnlyList<StatementReason> Reasons { get; init; } = [];

    /// <summary>Returns the statement's JSON with a Sid.</summary>
    public string Json(string? sid) => IsUnchanged
        ? Source.Text
        : PolicyText.Statement(Source, sid, Actions, IsNotAction, Resources);
}
