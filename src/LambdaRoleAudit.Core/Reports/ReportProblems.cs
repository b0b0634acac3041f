using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>What can be wrong with a report, in words.</summary>
public static class ReportProblems
{
    /// <summary>The file is there.</summary>
    public static Problem FileExists(string path) =>
        new("FileExists", ProblemKind.InvalidInput, $"The file '{path}' is there already.", "Give another name, or leave -NoClobber out.",
            path);

    /// <summary>The file is read-only.</summary>
    public static Problem FileReadOnly(string path) =>
        new("FileReadOnly", ProblemKind.InvalidInput, $"The file '{path}' is read-only.", "Give another name, or replace it with -Force.",
            path);

    /// <summary>The file cannot be written.</summary>
    public static Problem FileUnwritable(string path, string temporary, Exception why) =>
        new("FileUnwritable", ProblemKind.Read,
            $"The file '{path}' could not be written: {why.Message.Replace(temporary, path, StringComparison.Ordinal)}",
            "Check the folder, its permissions and the disk.", path, why);

    /// <summary>The file's name says no format.</summary>
    public static Problem FormatUnknown(string path) =>
        new("FormatUnknown", ProblemKind.InvalidInput, $"The name '{path}' does not say in which format to write.",
            $"Give -Format, or one of the suffixes {ReportFormats.Known}.", path);

    /// <summary>The object is none that a report can hold.</summary>
    public static Problem NotReportable(object? what) => new(
        "NotReportable", ProblemKind.InvalidInput,
        $"A report cannot hold {(what is null ? "nothing" : $"an object of type {what.GetType().Name}")}.",
        "Pipe in what Get-SharedLambdaRole, Get-LambdaExecutionRole, Test-LambdaExecutionRole, Compare-LambdaExecutionRole, "
        + "Get-LambdaRoleRepairPlan, Repair-LambdaExecutionRole or Undo-LambdaRoleRepair gives, live or from Clixml or JSON of sufficient "
        + "depth (-Depth 20).", what);

    /// <summary>Everything that came was refused.</summary>
    public static Problem NothingToReport(string path) => new(
        "NothingToReport", ProblemKind.InvalidInput, $"No report was written to '{path}': none of the objects can be in a report.",
        "See the errors before this one.", path);
}
