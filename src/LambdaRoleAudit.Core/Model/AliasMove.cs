namespace LambdaRoleAudit.Model;

/// <summary>An alias that a repair moves to a version on the function's own role, or the reason why it does not.</summary>
public sealed record AliasMove
{
    /// <summary>The alias's name.</summary>
    public required string Name { get; init; }

    /// <summary>The alias's ARN.</summary>
    public required string AliasArn { get; init; }

    /// <summary>The revision id of the alias when the plan was created. An alias that has changed since is not moved.</summary>
    public string? RevisionId { get; init; }

    /// <summary>The version that the alias points to.</summary>
    public required string FromVersion { get; init; }

    /// <summary>The role of that version, which is frozen; null if it could not be read.</summary>
    public string? FromRoleArn { get; init; }

    /// <summary>The SHA-256 hash of the code of that version, in Base64, as Lambda returns it.</summary>
    public string? CodeSha256 { get; init; }

    /// <summary>True if the alias has provisioned concurrency.</summary>
    public bool HasProvisionedConcurrency { get; init; }

    /// <summary>True if the alias is moved although it has provisioned concurrency.</summary>
    public bool AllowsProvisionedConcurrency { get; init; }

    /// <summary>What belongs to the alias and stays with it: its resource policy, its URL, its event source mappings.</summary>
    public ItemList<string> Belongings { get; init; } = [];

    /// <summary>The issues that block the move. The function itself can still be repaired.</summary>
    public ItemList<PlanIssue> Blockers { get; init; } = [];

    /// <summary>The issues to know about before the alias is moved.</summary>
    public ItemList<PlanIssue> Warnings { get; init; } = [];

    /// <summary>True if nothing blocks the move.</summary>
    public bool CanMove => Blockers.Count == 0;

    /// <summary>Returns the alias and what happens to it.</summary>
    public override string ToString() => VisibleText.Of(
        CanMove ? $"{Name}: from version {FromVersion} to a new version" : $"{Name}: stays on version {FromVersion}");
}
