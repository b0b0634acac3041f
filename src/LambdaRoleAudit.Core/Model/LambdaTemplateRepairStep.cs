namespace LambdaRoleAudit.Model;

/// <summary>
/// One function of a repair plan for a template: its role of its own, and the edits that declare it. Plain data: a step can be saved as
/// JSON, reviewed, and passed to <c>Export-LambdaRoleTemplate</c>.
/// </summary>
public sealed record LambdaTemplateRepairStep
{
    /// <summary>The version of the data format.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The version of the data format of this step.</summary>
    public int TemplatePlanVersion { get; init; } = CurrentVersion;

    /// <summary>The function's name, or its address if the template does not have the name as plain text.</summary>
    public required string FunctionName { get; init; }

    /// <summary>Where the function is declared.</summary>
    public required Declaration Declaration { get; init; }

    /// <summary>The shared role, as the template names it.</summary>
    public required string SourceRole { get; init; }

    /// <summary>The address of the function's new role in the template; null if the step has only a snippet, or is blocked.</summary>
    public string? TargetRole { get; init; }

    /// <summary>How the permissions of the new role are determined.</summary>
    public required RepairStrategy Strategy { get; init; }

    /// <summary>The result of the proof that the new role grants no more than the shared one: Proven, Unknown or Refuted.</summary>
    public required string Proof { get; init; }

    /// <summary>The reason, if the proof did not succeed.</summary>
    public string? ProofReason { get; init; }

    /// <summary>
    /// The SHA-256 hash of each file that the edits change, as 64 hexadecimal digits, by path. A file that has changed since is not
    /// patched.
    /// </summary>
    public IReadOnlyDictionary<string, string> FileHashes { get; init => field = TagMap.Of(value); } = TagMap.Empty;

    /// <summary>
    /// The edits. Steps of one plan belong to one text: their offsets are those of the unchanged file, and they do not overlap. Insertions
    /// at one offset are in the order of the steps.
    /// </summary>
    public ItemList<TemplateEdit> Edits { get; init; } = [];

    /// <summary>What to write by hand, and where, if the change cannot be written into the file; null otherwise.</summary>
    public string? Snippet { get; init; }

    /// <summary>The issues that block the step. If empty and there are edits, the step can be applied.</summary>
    public ItemList<PlanIssue> Blockers { get; init; } = [];

    /// <summary>The issues to know about before the step is applied.</summary>
    public ItemList<PlanIssue> Warnings { get; init; } = [];

    /// <summary>True if the edits can be applied.</summary>
    public bool CanApply => Blockers.Count == 0 && Edits.Count > 0;

    /// <summary>Returns the function and its new role.</summary>
    public override string ToString() => VisibleText.Of($"{FunctionName} ({Declaration}) → {TargetRole ?? "(by hand)"}");
}
