namespace LambdaRoleAudit.Model;

/// <summary>How the permissions of a target role were narrowed, and the figures to judge it by.</summary>
public sealed record RoleNarrowing
{
    /// <summary>The start of the evidence, in UTC; null if no records were read.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The end of the evidence, in UTC; null if no records were read.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The resources of the narrowed statements.</summary>
    public required NarrowedResourceScope ResourceScope { get; init; }

    /// <summary>
    /// True if actions whose use cannot be seen are dropped, as far as IAM's last accessed information says that the role never used their
    /// service.
    /// </summary>
    public bool DropUnseen { get; init; }

    /// <summary>The number of days with records.</summary>
    public int DaysWithRecords { get; init; }

    /// <summary>The number of days with records that were required.</summary>
    public required int MinimumDays { get; init; }

    /// <summary>
    /// The SHA-256 hash of what the source role granted, with the documents of its managed policies and its boundary, as 64 hexadecimal
    /// digits. A source that was changed since has another hash, and the step is not applied.
    /// </summary>
    public required string SourceHash { get; init; }

    /// <summary>What the source role grants; null if its policies are not known.</summary>
    public GrantFigures? Before { get; init; }

    /// <summary>What the target role grants; null if the source could not be narrowed.</summary>
    public GrantFigures? After { get; init; }

    /// <summary>
    /// The result of the proof that the target role allows everything in evidence that the source role allows: Proven, Unknown or Refuted;
    /// null if the source could not be narrowed.
    /// </summary>
    public string? EvidenceProof { get; init; }

    /// <summary>The number of permissions in evidence that were checked.</summary>
    public int EvidenceCount { get; init; }

    /// <summary>The ids of the rules that fail for the source role and not for the target role.</summary>
    public ItemList<string> EndedFindings { get; init; } = [];

    /// <summary>The statements of the target role, and why each is there.</summary>
    public ItemList<KeptStatement> Statements { get; init; } = [];

    /// <summary>What is kept although no call was seen.</summary>
    public ItemList<UnseenActions> KeptUnseen { get; init; } = [];

    /// <summary>Returns the number of actions before and after, if the role was narrowed.</summary>
    public override string ToString() => VisibleText.Of(
        Before is null || After is null ? "not narrowed" : FormattableString.Invariant($"{Before.Actions} → {After.Actions} actions"));
}
