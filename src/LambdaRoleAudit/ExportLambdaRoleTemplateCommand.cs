using System.Collections;
using System.Management.Automation;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.Loading;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Output;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit;

/// <summary>
/// <c>Export-LambdaRoleTemplate</c>: writes the changes of a plan for templates: beside each template, over it, or as a unified diff.
/// </summary>
[Cmdlet(VerbsData.Export, "LambdaRoleTemplate", DefaultParameterSetName = FileSet, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo), ParameterSetName = [FileSet])]
[OutputType(typeof(string), typeof(FileInfo), ParameterSetName = [PatchSet])]
public sealed class ExportLambdaRoleTemplateCommand : PSCmdlet
{
    private const string FileSet = "File";
    private const string PatchSet = "Patch";

    private readonly List<LambdaTemplateRepairStep> _steps = [];
    private bool _hadErrors;

    /// <summary>Steps of a plan, from Get-LambdaRoleRepairPlan -Path with templates.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>Changes the templates themselves, instead of writing a file beside each.</summary>
    [Parameter(ParameterSetName = FileSet)]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the changes as a unified diff, which git apply and patch accept. -Path implies it.</summary>
    [Parameter(ParameterSetName = PatchSet)]
    public SwitchParameter AsPatch { get; set; }

    /// <summary>The file to write the unified diff to, instead of returning it as text.</summary>
    [Parameter(Position = 0, ParameterSetName = PatchSet)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // Several steps as one argument, instead of one by one from the pipeline.
        var objects = InputObject?.BaseObject is IEnumerable list and not (string or IDictionary)
            ? list.Cast<object?>().Select(item => item is null ? null : PSObject.AsPSObject(item))
            : [InputObject];
        foreach (var one in objects)
            if (TemplateSteps.Read(one, Report) is { } step) _steps.Add(step);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_steps.Count == 0)
        {
            if (!_hadErrors) WriteWarning($"The input has no steps, so there is nothing to write.{OldFile()}");
            return;
        }

        try
        {
            var patch = TemplatePatch.Of(_steps, new NodeReader(() => YamlSide.Parser));
            foreach (var problem in patch.Problems) Report(problem);
            if (AsPatch || Path is not null) WriteDiff(patch);
            else foreach (var file in patch.Files) WriteFile(file);
        }
        catch (ProblemException e)
        {
            ThrowTerminatingError(ErrorRecords.Of(e.Problem));
        }
    }

    private void WriteFile(PatchedFile file)
    {
        var path = Force ? file.Path : file.PathBeside;
        if (!ShouldProcess(ShownText.Of(path), $"Write a role of its own for {NameList.Few(file.Steps.Select(step => step.FunctionName))}"))
            return;
        try
        {
            WriteObject(new FileInfo(Force ? PatchWriter.WriteOver(file) : PatchWriter.WriteBeside(file, force: false)));
        }
        catch (ProblemException e)
        {
            // One file that cannot be written does not affect the others.
            Report(e.Problem);
        }
    }

    private void WriteDiff(TemplatePatch patch)
    {
        if (patch.Files.Count == 0)
        {
            if (OldFile() is { Length: > 0 } old) WriteWarning($"No step can be applied, so no patch was written.{old}");
            return;
        }

        var diff = patch.ToDiff(SessionState.Path.CurrentFileSystemLocation.ProviderPath);
        if (Path is null)
        {
            WriteObject(diff);
            return;
        }

        var path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path, out var provider, out _);
        if (provider.Name != "FileSystem") throw new ProblemException(InputErrors.PathNotAFile.About(Path, ("path", Path)));
        if (_steps.SelectMany(step => step.Edits).Any(edit => string.Equals(
            System.IO.Path.GetFullPath(edit.Path), path, StringComparison.OrdinalIgnoreCase)))
            throw new ProblemException(TemplateErrors.PatchOverTemplate.About(path, ("path", path)));
        if (!ShouldProcess(ShownText.Of(path), "Write a unified diff")) return;
        DiffFile.Write(path, diff);
        WriteObject(new FileInfo(path));
    }

    /// <summary>The next command would take a file of before for the patch.</summary>
    private string OldFile() => Path is not null
        && SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path, out var provider, out _) is { } path
        && provider.Name == "FileSystem" && File.Exists(path)
        ? $" The file '{ShownText.Of(path)}' is from before, and is not the patch of these templates."
        : "";

    private void Report(Problem problem)
    {
        _hadErrors = true;
        WriteError(ErrorRecords.Of(problem));
    }
}
