using System.Text;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>A file with the changes of a plan, not yet written.</summary>
public sealed class PatchedFile
{
    private readonly TemplateText? _before;
    private readonly IReadOnlyList<TemplateEdit> _edits;
    private readonly string _text;

    internal PatchedFile(
        string path, TemplateText? before, IReadOnlyList<TemplateEdit> edits, string text, IReadOnlyList<LambdaTemplateRepairStep> steps)
    {
        (Path, _before, _edits, _text, Steps) = (path, before, edits, text, steps);
        Content = before?.Encode(text) ?? Encoding.UTF8.GetBytes(text);
    }

    /// <summary>The file's full path.</summary>
    public string Path { get; }

    /// <summary>True if the file does not exist yet.</summary>
    public bool IsNew => _before is null;

    /// <summary>The steps that change the file.</summary>
    public IReadOnlyList<LambdaTemplateRepairStep> Steps { get; }

    /// <summary>The complete content of the patched file.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>The content that the file must still have to be replaced; null if it must not exist.</summary>
    internal byte[]? ContentBefore => _before?.Encode(_before.Text);

    /// <summary>
    /// The path beside the file: <c>template.yaml</c> → <c>template.repaired.yaml</c>. A new file's own path. Terraform reads every .tf
    /// file of a folder, so there it is <c>main.tf.repaired</c>, also for a new file.
    /// </summary>
    public string PathBeside => Path.EndsWith(".tf", StringComparison.OrdinalIgnoreCase)
        ? $"{Path}.repaired"
        : IsNew
            ? Path
            : System.IO.Path.Combine(
                System.IO.Path.GetDirectoryName(Path) ?? "",
                $"{System.IO.Path.GetFileNameWithoutExtension(Path)}.repaired{System.IO.Path.GetExtension(Path)}");

    /// <summary>Returns the change as a unified diff.</summary>
    /// <param name="folder">The folder to which the shown path is relative: where <c>git apply</c> or <c>patch -p1</c> is to run.</param>
    /// <exception cref="ProblemException">The file is not in the folder (<c>TemplateOutsidePatch</c>), or git would take it
    /// for another one (<c>PatchFolderAmbiguous</c>).</exception>
    public string ToDiff(string folder)
    {
        var shown = System.IO.Path.GetRelativePath(folder, Path);
        if (System.IO.Path.IsPathRooted(shown) || shown.Split('/', System.IO.Path.DirectorySeparatorChar)[0] == "..")
            throw new ProblemException(TemplateErrors.TemplateOutsidePatch.About(Path, ("path", Path), ("folder", folder)));
        if (System.IO.Path.DirectorySeparatorChar == '\\') shown = shown.Replace('\\', '/');
        if (RepositoryFolder.Mistakes(folder, shown, IsNew))
            throw new ProblemException(TemplateErrors.PatchFolderAmbiguous.About(
                Path, ("path", Path), ("folder", folder), ("shown", shown)));
        if (_before is null) return UnifiedDiff.OfNew(shown, _text);
        return _before.HasMark
            ? UnifiedDiff.Of(shown, '\uFEFF' + _before.Text, _edits.Select(edit => edit with { Offset = edit.Offset + 1 }))
            : UnifiedDiff.Of(shown, _before.Text, _edits);
    }

    /// <summary>Returns the path.</summary>
    public override string ToString() => Path;
}
