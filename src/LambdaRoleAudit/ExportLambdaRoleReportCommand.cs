using System.Management.Automation;
using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Output;
using LambdaRoleAudit.Reports;

namespace LambdaRoleAudit;

/// <summary><c>Export-LambdaRoleReport</c>: writes shared roles, findings, plans and results to a report file.</summary>
[Cmdlet(VerbsData.Export, "LambdaRoleReport", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportLambdaRoleReportCommand : PSCmdlet, IDisposable
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    private ReportFile? _report;
    private string _path = "";
    private int _refused;
    private int _written;

    /// <summary>The objects to report.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>The file. Its extension determines the format.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The file, by its exact name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet)]
    [Alias("LP")]
    [ValidateNotNullOrEmpty]
    public string? LiteralPath { get; set; }

    /// <summary>The format, if the extension does not determine it.</summary>
    [Parameter]
    public ReportFormat? Format { get; set; }

    /// <summary>The errors of the command that returned the objects. An empty list means that it reported none.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    public object[]? ReadError { get; set; }

    /// <summary>Replaces a file that is read-only.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Reports an error if the file already exists.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Returns the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            var given = Path ?? LiteralPath!;
            _path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(given, out var provider, out _);
            if (provider.Name != "FileSystem") throw new ProblemException(InputErrors.PathNotAFile.About(given, ("path", given)));
            var format = Format ?? ReportFormats.Of(_path)
                ?? throw new ProblemException(
                    ReportErrors.FormatUnknown.About(given, ("path", given), ("extensions", ReportFormats.Known)));
            if (ShouldProcess(ShownText.Of(_path), $"Write a report ({format})"))
                _report = ReportFile.Begin(_path, format, NoClobber, Force, TimeProvider.System.GetUtcNow());
        }
        catch (ProblemException e)
        {
            ThrowTerminatingError(ErrorRecords.Of(e.Problem));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_report is null) return;
        if (InputObject is null || ReportEntries.Of(Live(InputObject)) is not { } entry)
        {
            _refused++;
            WriteError(ErrorRecords.Of(InputObject?.BaseObject is { } refused
                ? ReportErrors.NotReportable.About(refused, ("type", refused.GetType().Name))
                : ReportErrors.NullNotReportable.About(null)));
            return;
        }

        try
        {
            _written++;
            _report.Write(entry);
        }
        catch (ProblemException e)
        {
            ThrowTerminatingError(ErrorRecords.Of(e.Problem));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_report is null) return;
        try
        {
            // Input that was rejected is not an empty result.
            if (_refused > 0 && _written == 0) throw new ProblemException(ReportErrors.NothingToReport.About(_path, ("path", _path)));
            if (MyInvocation.BoundParameters.ContainsKey(nameof(ReadError)))
                _report.AddErrors([.. (ReadError ?? []).Select(Message).Distinct(StringComparer.Ordinal)]);
            _report.Complete();
            foreach (var (kind, count) in _report.LeftOut) WriteWarning(
                FormattableString.Invariant($"The format does not support this: {kind}. {count} omitted."));
            if (PassThru) WriteObject(new FileInfo(_path));
        }
        catch (ProblemException e)
        {
            ThrowTerminatingError(ErrorRecords.Of(e.Problem));
        }
    }

    private static string Message(object? error) => (error is PSObject wrapped ? wrapped.BaseObject : error) switch
    {
        ErrorRecord record => record.Exception.Message,
        Exception exception => exception.Message,
        var other => other?.ToString() ?? "",
    };

    /// <summary>Returns the object, or the object that it was before Clixml, JSON, remoting or a job converted it.</summary>
    private static object Live(PSObject input)
    {
        if (input.BaseObject is not (PSCustomObject or System.Collections.IDictionary)) return input.BaseObject;
        try
        {
            return ReportObjects.Of(JsonSerializer.SerializeToElement(PlainObjects.Of(input))) ?? input.BaseObject;
        }
        catch (Exception e) when (PlainObjects.IsOfInput(e))
        {
            // Reported as an object that a report cannot contain.
            return input.BaseObject;
        }
    }

    /// <summary>Removes a report that was not completed.</summary>
    public void Dispose() => _report?.Dispose();
}
