using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>Errors in files and objects: which file or object they are in, and how many there are.</summary>
public static class InputProblems
{
    /// <summary>A function has no role.</summary>
    public static Problem FunctionWithoutRole(string name, object? source) =>
        InputErrors.FunctionWithoutRole.About(TargetOf(name, source), ("function", Named(name, source)));

    /// <summary>A function's ARN is not valid.</summary>
    public static Problem InvalidFunctionArn(string arn, object? source) =>
        InputErrors.InvalidFunctionArn.About(TargetOf(arn, source), ("arn", Named(arn, source)));

    /// <summary>A function's role is not a role ARN.</summary>
    public static Problem InvalidRoleArn(string name, string role, object? source) =>
        InputErrors.InvalidRoleArn.About(TargetOf(name, source), ("role", role), ("function", Named(name, source)));

    /// <summary>A function's other properties are not valid.</summary>
    public static Problem FunctionEntryInvalid(string name, string why, object? source) =>
        InputErrors.FunctionEntryInvalid.About(TargetOf(name, source), ("function", Named(name, source)), ("reason", why));

    /// <summary>Entries of a list that do not name a function.</summary>
    public static Problem EntriesWithoutFunction(string path, int count, long first) => InputErrors.EntriesWithoutFunction.About(
        path, ("path", path), ("first", first),
        ("entries", FormattableString.Invariant($"{count} {(count == 1 ? "entry" : "entries")}")));

    /// <summary>The last page of a list refers to a next page, which is in none of the files.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What the list contains.</param>
    /// <param name="place">The region or account; empty if the file does not say.</param>
    public static Problem ListCutShort(string path, string what, string place) =>
        InputErrors.FileCutShort.About(path, ("list", place.Length > 0 ? $"{what} of {place}" : what), ("path", path));

    /// <summary>The JSON is not valid, or is cut off.</summary>
    public static Problem FileTruncated(string path, int functionsRead, Exception cause) => InputErrors.FileInvalidJson.About(
        path, cause, ("path", path), ("reason", cause.Message.TrimEnd('.')), ("functions", Count(functionsRead)));

    /// <summary>The CSV is not valid at a line.</summary>
    public static Problem FileInvalidCsv(string path, long line, int functionsRead, Exception cause) =>
        InputErrors.FileInvalidCsv.About(path, cause, ("path", path), ("line", line), ("functions", Count(functionsRead)));

    /// <summary>Returns the problem for an exception from reading a file.</summary>
    public static Problem OfFile(string path, Exception cause) => cause is FileNotFoundException or DirectoryNotFoundException
        ? InputErrors.FileNotFound.About(path, ("path", path))
        : InputErrors.FileUnreadable.About(path, cause, ("path", path), ("reason", cause.Message));

    /// <summary>Returns true if the exception is about the file, not about this module.</summary>
    public static bool IsOfFile(Exception cause) => cause is IOException or UnauthorizedAccessException or InvalidDataException
        // A path that a file cannot have, and on Windows the name of a device.
        or ArgumentException or NotSupportedException;

    /// <summary>Returns the name, with the file that contains it.</summary>
    private static string Named(string name, object? source) => source is string path ? $"'{name}' in '{path}'" : $"'{name}'";

    private static object TargetOf(string name, object? source) => source is null or string ? name : source;

    private static string Count(int functions) => functions == 1 ? "1 function" : FormattableString.Invariant($"{functions} functions");
}
