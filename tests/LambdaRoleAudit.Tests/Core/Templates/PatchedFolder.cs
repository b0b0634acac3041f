using System.Security.Cryptography;
using System.Text;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>A folder of .tf files, the plan for it, and its files after the steps that can be applied.</summary>
internal sealed class PatchedFolder : IDisposable
{
    private readonly TestFolder _folder;

    public PatchedFolder(params (string Path, string Text)[] files)
        : this(new TemplateRepairOptions(), files)
    {
    }

    public PatchedFolder(TemplateRepairOptions options, params (string Path, string Text)[] files)
    {
        _folder = new(files);
        Stack = TerraformFolderReader.Read(_folder.At(""));
        var sharing = TerraformJsonReaderTests.SharedUses(Stack);
        Steps = new TerraformMender().Plan(Stack, sharing, options);
        foreach (var step in Steps.Where(step => step.CanApply))
            foreach (var (path, hash) in step.FileHashes)
                Assert.Equal(hash, Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))), ignoreCase: true);
        foreach (var file in Steps.Where(step => step.CanApply).SelectMany(step => step.Edits).GroupBy(edit => edit.Path))
            Apply(file.Key, [.. file]);
        After = TerraformFolderReader.Read(_folder.At(""));
    }

    public DeclaredStack Stack { get; }

    public DeclaredStack After { get; }

    public IReadOnlyList<LambdaTemplateRepairStep> Steps { get; }

    public string this[string path] => File.ReadAllText(_folder.At(path));

    public string Folder => _folder.At("");

    public void Dispose() => _folder.Dispose();

    private static void Apply(string path, List<TemplateEdit> edits)
    {
        if (edits[0].IsNewFile)
        {
            Assert.False(File.Exists(path));
            Assert.All(edits, edit => Assert.True(edit is { IsNewFile: true, Offset: 0, OldText: "" }));
            File.WriteAllText(path, string.Concat(edits.Select(edit => edit.NewText)));
            return;
        }

        var bytes = File.ReadAllBytes(path);
        var template = TemplateText.Of(path, bytes);
        var text = new StringBuilder();
        var at = 0;
        foreach (var edit in edits.OrderBy(edit => edit.Offset))
        {
            Assert.True(edit.Offset >= at);
            Assert.Equal(edit.OldText, template.Text.Substring(edit.Offset, edit.OldText.Length));
            text.Append(template.Text, at, edit.Offset - at).Append(edit.NewText);
            at = edit.Offset + edit.OldText.Length;
        }

        File.WriteAllBytes(path, template.Encode(text.Append(template.Text, at, template.Text.Length - at).ToString()));
    }
}
