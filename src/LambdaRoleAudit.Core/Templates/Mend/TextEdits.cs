using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>Applies edits to a text. Everything outside them stays as it is.</summary>
public static class TextEdits
{
    /// <summary>Returns the changed text.</summary>
    /// <param name="path">The file, for errors.</param>
    /// <param name="text">The text, without a byte order mark.</param>
    /// <param name="edits">The edits. Their offsets are those of the unchanged text. Insertions at one offset stay in their order.</param>
    /// <exception cref="ProblemException">An edit does not fit the text, or two overlap (<c>TemplateEditInvalid</c>).</exception>
    public static string Apply(string path, string text, IEnumerable<TemplateEdit> edits) =>
        Spliced(text, 0, text.Length, Sorted(path, text, edits));

    /// <summary>Returns the edits in the order of the text, checked against it.</summary>
    /// <inheritdoc cref="Apply"/>
    internal static IReadOnlyList<TemplateEdit> Sorted(string path, string text, IEnumerable<TemplateEdit> edits)
    {
        // OrderBy is stable. An insertion where a replacement begins goes before it, since a place inside it does not exist.
        var once = new HashSet<TemplateEdit>();
        var sorted = edits.Where(edit => !edit.AppliesOnce || once.Add(edit))
            .OrderBy(edit => edit.Offset).ThenBy(edit => edit.OldText.Length > 0).ToList();
        var end = 0;
        foreach (var edit in sorted)
        {
            if (edit.Offset < end)
                throw Invalid(path, edit, "it overlaps another edit");
            if (edit.Offset > text.Length - edit.OldText.Length
                || !text.AsSpan(edit.Offset, edit.OldText.Length).Equals(edit.OldText, StringComparison.Ordinal))
                throw Invalid(path, edit, "the file has another text there");
            end = edit.Offset + edit.OldText.Length;
        }

        return sorted;
    }

    /// <summary>Returns a part of the text with the sorted edits that lie in it.</summary>
    internal static string Spliced(string text, int start, int end, IEnumerable<TemplateEdit> sorted)
    {
        var parts = new System.Text.StringBuilder();
        foreach (var edit in sorted)
        {
            parts.Append(text, start, edit.Offset - start).Append(edit.NewText);
            start = edit.Offset + edit.OldText.Length;
        }

        return parts.Append(text, start, end - start).ToString();
    }

    private static ProblemException Invalid(string path, TemplateEdit edit, string reason) =>
        new(TemplateErrors.TemplateEditInvalid.About(path, ("path", path), ("offset", edit.Offset), ("reason", reason)));
}
