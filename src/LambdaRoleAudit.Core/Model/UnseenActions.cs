namespace LambdaRoleAudit.Model;

/// <summary>Actions that are kept although no call was seen, because calls would not be seen.</summary>
/// <param name="Service">The service by the prefix of its actions.</param>
/// <param name="Kind">The kind of reason.</param>
/// <param name="Reason">The reason, as a sentence.</param>
/// <param name="ActionCount">The number of actions.</param>
/// <param name="Actions">The actions, up to <see cref="StatementReason.MostActions"/>.</param>
public sealed record UnseenActions(string Service, ReasonKind Kind, string Reason, int ActionCount, ItemList<string> Actions)
{
    /// <summary>Returns the actions on one line.</summary>
    public override string ToString() => VisibleText.Of(FormattableString.Invariant($"{Service}: {ActionCount} actions. {Reason}"));
}
