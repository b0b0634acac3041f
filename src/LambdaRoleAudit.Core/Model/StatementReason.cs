namespace LambdaRoleAudit.Model;

/// <summary>A reason why a statement is in the narrowed policies.</summary>
/// <param name="Kind">The kind of reason.</param>
/// <param name="Actions">The actions that are kept for this reason, up to <see cref="MostActions"/>.</param>
/// <param name="ActionCount">The number of these actions.</param>
/// <param name="Text">The reason, as a sentence.</param>
public sealed record StatementReason(ReasonKind Kind, ItemList<string> Actions, int ActionCount, string Text)
{
    /// <summary>The number of actions that are listed.</summary>
    public const int MostActions = 20;

    /// <summary>The resource that was used; null if it is not known, or if the reason is not a use.</summary>
    public string? ResourceArn { get; init; }

    /// <summary>The number of allowed calls; zero if the reason is not a use.</summary>
    public long Count { get; init; }

    /// <summary>The time of the first call, in UTC.</summary>
    public DateTimeOffset? FirstSeen { get; init; }

    /// <summary>The time of the last call, in UTC.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>The CloudTrail ids of up to three calls.</summary>
    public ItemList<string> EventIds { get; init; } = [];

    /// <summary>Returns the reason on one line.</summary>
    public override string ToString()
    {
        var others = ActionCount > Actions.Count ? FormattableString.Invariant($" (of {ActionCount})") : "";
        return VisibleText.Of($"{string.Join(", ", Actions)}{others}{(ResourceArn is null ? "" : $" on {ResourceArn}")}: {Text}");
    }
}
