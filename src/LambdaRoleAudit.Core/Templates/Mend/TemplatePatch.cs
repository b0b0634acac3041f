using System.Security.Cryptography;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// The changes of a plan, file by file: checked against the files as they are, applied in memory, and read again. Nothing is written.
/// </summary>
public sealed class TemplatePatch
{
    private readonly List<Problem> _problems = [];
    private readonly List<PatchedFile> _files = [];
    private readonly HashSet<(string Path, string Address)> _functions = [];
    private readonly NodeReader _reader;

    private TemplatePatch(NodeReader reader) => _reader = reader;

    /// <summary>The files to write, in the order of the plan.</summary>
    public IReadOnlyList<PatchedFile> Files => _files;

    /// <summary>The steps that are not in <see cref="Files"/>, and why. One problem each for a step that is blocked or not valid, and
    /// for a file that has changed.</summary>
    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>Applies steps in memory. A file is patched with all of its steps that can be applied, or not at all.</summary>
    /// <param name="steps">The steps, possibly read from JSON.</param>
    /// <param name="reader">Reads the patched text again.</param>
    public static TemplatePatch Of(IEnumerable<LambdaTemplateRepairStep> steps, NodeReader reader)
    {
        var patch = new TemplatePatch(reader);
        // A step changes all of its files or none, so the files that steps have in common are one unit.
        foreach (var group in Together([.. steps.Where(patch.CanApply)])) patch.Add(group);
        return patch;
    }

    /// <summary>Returns the changes of all files as one unified diff.</summary>
    /// <inheritdoc cref="PatchedFile.ToDiff"/>
    public string ToDiff(string folder) => string.Concat(Files.Select(file => file.ToDiff(folder)));

    private bool CanApply(LambdaTemplateRepairStep step)
    {
        if (!_functions.Add((step.Declaration.Path, step.Declaration.Address)))
            _problems.Add(Invalid(step, "another step for the function comes before it"));
        else if (step.TemplatePlanVersion != LambdaTemplateRepairStep.CurrentVersion)
            _problems.Add(Invalid(step, "it was made by another version of LambdaRoleAudit"));
        else if (step.Blockers.Count > 0)
            _problems.Add(Blocked(step, string.Join(' ', step.Blockers.Select(issue => issue.Message))));
        else if (step.Edits.Count == 0)
            _problems.Add(Blocked(step, "The step has no edits."));
        else if (step.Edits.Select(edit => WhyNot(step, edit)).FirstOrDefault(reason => reason is not null) is { } reason)
            _problems.Add(Invalid(step, reason));
        else return true;
        return false;
    }

    /// <summary>A saved plan can be edited, so it must not reach beyond the files that it tells of.</summary>
    private static string? WhyNot(LambdaTemplateRepairStep step, TemplateEdit edit)
    {
        if (edit.Offset < 0 || (edit.IsNewFile && (edit.Offset > 0 || edit.OldText.Length > 0)))
            return "an edit is at a place that the file does not have";
        // ConvertFrom-Json makes half of a surrogate pair of "\ud800", which no file can have.
        if (HasHalfPair(edit.NewText)) return "a text contains half of a surrogate pair";
        if (!Path.IsPathFullyQualified(edit.Path) || !Path.IsPathFullyQualified(step.Declaration.Path))
            return $"the path '{edit.Path}' is not complete";
        if (!edit.IsNewFile) return step.FileHashes.ContainsKey(edit.Path) ? null : $"it has no hash of '{edit.Path}'";
        var folder = Directory.Exists(step.Declaration.Path) ? step.Declaration.Path : Path.GetDirectoryName(step.Declaration.Path) ?? "";
        if (!Folders.Contain(folder, edit.Path)) return $"the new file '{edit.Path}' is outside the template's folder";
        var kind = step.Declaration.Format == TemplateFormat.Terraform ? ".tf" : Path.GetExtension(step.Declaration.Path);
        return Path.GetExtension(edit.Path) == kind
            ? null
            : $"the new file '{edit.Path}' is not a template of the same kind";
    }

    private static bool HasHalfPair(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return true;
            i++;
        }

        return false;
    }

    private static IEnumerable<IReadOnlyList<LambdaTemplateRepairStep>> Together(IReadOnlyList<LambdaTemplateRepairStep> steps)
    {
        var groups = new List<(HashSet<string> Paths, List<(int Index, LambdaTemplateRepairStep Step)> Steps)>();
        for (var i = 0; i < steps.Count; i++)
        {
            var paths = steps[i].Edits.Select(edit => edit.Path).ToHashSet(StringComparer.Ordinal);
            var met = groups.Where(group => group.Paths.Overlaps(paths)).ToList();
            groups.RemoveAll(met.Contains);
            foreach (var group in met) paths.UnionWith(group.Paths);
            groups.Add((paths, [.. met.SelectMany(group => group.Steps), (i, steps[i])]));
        }

        return groups.OrderBy(group => group.Steps.Min(one => one.Index))
            .Select(group => group.Steps.OrderBy(one => one.Index).Select(one => one.Step).ToList());
    }

    private void Add(IReadOnlyList<LambdaTemplateRepairStep> steps)
    {
        var paths = steps.SelectMany(step => step.Edits).Select(edit => edit.Path).Distinct(StringComparer.Ordinal);
        var files = new List<PatchedFile>();
        var problems = new List<Problem>();
        foreach (var path in paths)
        {
            try
            {
                files.Add(Patched(path, [.. steps.Where(step => step.Edits.Any(edit => edit.Path == path))]));
            }
            catch (ProblemException e)
            {
                problems.Add(e.Problem);
            }
        }

        _problems.AddRange(problems);
        if (problems.Count == 0) _files.AddRange(files);
    }

    private PatchedFile Patched(string path, IReadOnlyList<LambdaTemplateRepairStep> steps)
    {
        var edits = steps.SelectMany(step => step.Edits).Where(edit => edit.Path == path).ToList();
        if (edits.Select(edit => edit.IsNewFile).Distinct().Count() > 1)
            throw new ProblemException(Invalid(steps[0], $"'{path}' cannot be both new and changed"));
        if (edits[0].IsNewFile)
        {
            var content = string.Concat(edits.Select(edit => edit.NewText));
            Verify(path, content, TemplateText.Of(path, []), steps);
            return new(path, null, edits, content, steps);
        }

        var before = TemplateText.Read(path);
        var hash = Hash(before);
        if (steps.Any(step => !hash.Equals(step.FileHashes[path], StringComparison.OrdinalIgnoreCase)))
            throw new ProblemException(TemplateErrors.TemplateChanged.About(path, ("path", path)));
        var text = TextEdits.Apply(path, before.Text, edits);
        Verify(path, text, before, steps);
        return new(path, before, edits, text, steps);
    }

    /// <summary>Returns the hash that <see cref="LambdaTemplateRepairStep.FileHashes"/> has for a file.</summary>
    internal static string Hash(TemplateText text) => Convert.ToHexString(SHA256.HashData(text.Encode(text.Text))).ToLowerInvariant();

    private void Verify(string path, string text, TemplateText before, IReadOnlyList<LambdaTemplateRepairStep> steps)
    {
        LambdaTemplateRepairStep? missing;
        try
        {
            var patched = TemplateText.Of(path, before.Encode(text));
            missing = steps.Any(step => step.Declaration.Format == TemplateFormat.Terraform)
                ? PatchedRoles.Missing(patched, HclReader.Read(patched), steps)
                : PatchedRoles.Missing(patched, _reader.Read(patched), steps, _reader);
        }
        catch (ProblemException e)
        {
            throw new ProblemException(
                TemplateErrors.TemplatePatchInvalid.About(path, e, ("path", path), ("reason", e.Problem.Message)));
        }

        if (missing is null) return;
        var reason = $"Function {missing.FunctionName} would not have the role {missing.TargetRole}.";
        throw new ProblemException(TemplateErrors.TemplatePatchInvalid.About(path, ("path", path), ("reason", reason)));
    }

    private static Problem Invalid(LambdaTemplateRepairStep step, string reason) => TemplateErrors.TemplateStepInvalid.About(
        step, ("function", step.FunctionName), ("path", step.Declaration.Path), ("reason", reason));

    private static Problem Blocked(LambdaTemplateRepairStep step, string reason) => TemplateErrors.TemplateStepBlocked.About(
        step, ("function", step.FunctionName), ("path", step.Declaration.Path), ("reason", reason));
}
