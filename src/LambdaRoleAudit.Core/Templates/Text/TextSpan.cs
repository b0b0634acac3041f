namespace LambdaRoleAudit.Templates;

/// <summary>A part of a text, in UTF-16 characters.</summary>
/// <param name="Start">The offset of its first character.</param>
/// <param name="End">The offset after its last character.</param>
public readonly record struct TextSpan(int Start, int End)
{
    /// <summary>The number of characters.</summary>
    public int Length => End - Start;

    /// <summary>True if another part is this one or in it.</summary>
    public bool Holds(TextSpan other) => Start <= other.Start && other.End <= End;
}
