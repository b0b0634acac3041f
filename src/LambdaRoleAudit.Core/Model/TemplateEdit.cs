namespace LambdaRoleAudit.Model;

/// <summary>A change of a text file: at an offset, one text for another. The rest of the file stays as it is, byte by byte.</summary>
public sealed record TemplateEdit
{
    /// <summary>The full path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>The offset, in UTF-16 characters from the start of the text (a byte order mark is not counted).</summary>
    public required int Offset { get; init; }

    /// <summary>The text that is there now; empty for an insertion.</summary>
    public required string OldText { get; init; }

    /// <summary>The text to put there; empty for a removal.</summary>
    public required string NewText { get; init; }

    /// <summary>True if the file does not exist yet. The edit is its complete content.</summary>
    public bool IsNewFile { get; init; }

    /// <summary>
    /// True for a change that several steps need. Equal edits of several steps are then one change; otherwise, each insertion is made.
    /// </summary>
    public bool AppliesOnce { get; init; }

    /// <summary>Returns the place and what happens there, without the texts.</summary>
    public override string ToString() =>
        VisibleText.Of(FormattableString.Invariant($"{Path}, offset {Offset}: -{OldText?.Length ?? 0} +{NewText?.Length ?? 0} characters"));
}
