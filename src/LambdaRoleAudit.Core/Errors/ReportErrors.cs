using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Errors;

/// <summary>Reports that cannot be written.</summary>
public static class ReportErrors
{
    private const string PipeResults =
        "Pipe in what Get-SharedLambdaRole, Get-LambdaExecutionRole, Test-LambdaExecutionRole, Compare-LambdaExecutionRole, "
        + "Get-LambdaRoleRepairPlan, Repair-LambdaExecutionRole or Undo-LambdaRoleRepair returns, either live or from Clixml or JSON of "
        + "sufficient depth (-Depth 20).";

    /// <summary>The file exists.</summary>
    public static readonly ErrorText FileExists = new(
        "FileExists", ProblemKind.InvalidInput, "The file '{path}' already exists.", "Specify another name, or omit -NoClobber.");

    /// <summary>The file is read-only.</summary>
    public static readonly ErrorText FileReadOnly = new(
        "FileReadOnly", ProblemKind.InvalidInput, "The file '{path}' is read-only.", "Specify another name, or replace it with -Force.");

    /// <summary>The file cannot be written.</summary>
    public static readonly ErrorText FileUnwritable = new(
        "FileUnwritable", ProblemKind.Read,
        "The file '{path}' could not be written: {reason}",
        "Check the folder, its permissions and the disk.");

    /// <summary>The extension of the file name does not belong to a report format.</summary>
    public static readonly ErrorText FormatUnknown = new(
        "FormatUnknown", ProblemKind.InvalidInput,
        "The report format cannot be determined from the file name '{path}'.",
        "Specify -Format, or use one of the extensions {extensions}.");

    /// <summary>The input is null.</summary>
    public static readonly ErrorText NullNotReportable = new(
        "NotReportable", ProblemKind.InvalidInput, "A report cannot contain null.", PipeResults);

    /// <summary>A report cannot contain such an object.</summary>
    public static readonly ErrorText NotReportable = new(
        "NotReportable", ProblemKind.InvalidInput, "A report cannot contain an object of type {type}.", PipeResults);

    /// <summary>None of the objects can be in a report.</summary>
    public static readonly ErrorText NothingToReport = new(
        "NothingToReport", ProblemKind.InvalidInput,
        "No report was written to '{path}': none of the objects can be in a report.",
        "See the errors before this one.");
}
