namespace LambdaRoleAudit.Templates;

/// <summary>A change of a text: what is from one offset to another becomes another text.</summary>
/// <param name="Start">The offset of the first character that goes.</param>
/// <param name="End">The offset after it; equal to <paramref name="Start"/> for an insertion.</param>
/// <param name="Text">The new text.</param>
internal readonly record struct Splice(int Start, int End, string Text)
{
    /// <summary>An insertion.</summary>
    public static Splice Insert(int at, string text) => new(at, at, text);

    /// <summary>Returns a part of a text with the changes in it.</summary>
    public static string Apply(string text, int start, int end, IEnumerable<Splice> splices)
    {
        var parts = new System.Text.StringBuilder();
        foreach (var splice in splices.OrderBy(splice => splice.Start).ThenBy(splice => splice.End))
        {
            parts.Append(text, start, splice.Start - start).Append(splice.Text);
            start = splice.End;
        }

        return parts.Append(text, start, end - start).ToString();
    }
}
