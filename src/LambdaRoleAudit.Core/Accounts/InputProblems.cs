using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>What can be wrong with files and objects, in words.</summary>
public static class InputProblems
{
    private const string FunctionProperties = "FunctionName (or FunctionArn) and Role";

    private const string Shapes =
        "Give the JSON of 'aws lambda list-functions', 'aws lambda get-function', 'Get-LMFunctionList | ConvertTo-Json' or AWS Config, "
        + "or CSV with the columns FunctionName, FunctionArn and Role.";

    private const string SaveAgain = "Save the file again from its source; its other functions were read.";

    /// <summary>A function is named, and its role is not.</summary>
    public static Problem FunctionWithoutRole(string name, object? source) => new(
        "FunctionWithoutRole", ProblemKind.InvalidInput,
        $"Function '{name}'{From(source)} has no Role: whether it shares one is not known.",
        "Keep the Role property when you select properties or columns.",
        source is null or string ? name : source);

    /// <summary>An object that is no function.</summary>
    public static Problem NotAFunction(object source) => new(
        "InputNotAFunction", ProblemKind.InvalidInput,
        $"An object of type '{source.GetType().FullName}' is not a Lambda function: it has no {FunctionProperties}.",
        $"Pipe in objects with the properties {FunctionProperties}, as Get-LMFunctionList gives them.",
        source);

    /// <summary>A null where a function was expected.</summary>
    public static Problem NullInput() => new(
        "InputNull", ProblemKind.InvalidInput,
        "The input holds a null in place of a function, a role or a step.",
        "Find out why the command before it gave nothing. A null never stands for the whole account; other input is used.");

    /// <summary>A function's ARN that is none.</summary>
    public static Problem InvalidFunctionArn(string arn, object? source) => new(
        "InvalidFunctionArn", ProblemKind.InvalidInput,
        $"'{arn}'{From(source)} is not the ARN or the name of a Lambda function.",
        "A function's ARN reads arn:partition:lambda:region:account:function:name, with a version or alias behind it or not; "
        + "a name has letters, digits, hyphens and underscores.",
        source is null or string ? arn : source);

    /// <summary>A role's ARN that is none.</summary>
    public static Problem InvalidRoleArn(string name, string role, object? source) => new(
        "InvalidRoleArn", ProblemKind.InvalidInput,
        $"Function '{name}'{From(source)} names the role '{role}', which is not a role's ARN: whether it is shared is not known.",
        "A role's ARN reads arn:partition:iam::account:role/path/name, without white space; a role's name alone is not enough.",
        source is null or string ? name : source);

    /// <summary>Two sources give one function different roles, and nothing says which is later.</summary>
    public static Problem ConflictingFunction(LambdaFunction kept) => new(
        "ConflictingFunction", ProblemKind.InvalidInput,
        $"Function '{kept}' is given twice with different roles. The latter was taken: '{kept.Role}'.",
        "Leave out the older of the two sources.",
        kept);

    /// <summary>One name more than once, with nothing that tells whether it is one function.</summary>
    public static Problem AmbiguousFunction(LambdaFunction function) => new(
        "AmbiguousFunction", ProblemKind.InvalidInput,
        $"Function '{function}' is given more than once without a FunctionArn or Region: one function, or one in each of several regions?",
        "Keep FunctionArn when you select properties or columns.",
        function);

    /// <summary>Stands for the problems that are not told one by one.</summary>
    public static Problem MoreOfTheSame(string errorId, int count) => new(
        errorId, ProblemKind.InvalidInput,
        FormattableString.Invariant($"And {count} more of the same ({errorId})."),
        "Mend the cause of the errors before this one.");

    /// <summary>A function is named, and what else is said of it contradicts itself or is of a wrong type.</summary>
    public static Problem FunctionEntryInvalid(string name, string why, object? source) => new(
        "FunctionEntryInvalid", ProblemKind.InvalidInput,
        $"Function '{name}'{From(source)} could not be read: {why}",
        "Write the file again from its source; the other functions were read.",
        source is null or string ? name : source);

    /// <summary>Entries of a list of functions that name none.</summary>
    public static Problem EntriesWithoutFunction(string path, int count, long first) => new(
        "EntriesWithoutFunction", ProblemKind.InvalidInput,
        FormattableString.Invariant(
            $"{count} {(count == 1 ? "entry" : "entries")} of the file '{path}' could not be read: no function is named there (see entry {first} of its list)."),
        "Keep the names FunctionName, FunctionArn and Role when you select with --query or jq; the other functions were read.", path);

    /// <summary>A line of a CSV file that names no function.</summary>
    public static Problem LineWithoutFunction(string path, long line) => new(
        "EntriesWithoutFunction", ProblemKind.InvalidInput,
        FormattableString.Invariant($"1 entry of the file '{path}' could not be read: line {line} names no function."),
        "Fill the column FunctionName or FunctionArn; the other functions were read.", path);

    /// <summary>The last page of a list names a next one, and no file has it.</summary>
    public static Problem ListCutShort(string path, string what, string place) => new(
        "FileCutShort", ProblemKind.InvalidInput,
        $"The list of {what}{(place.Length > 0 ? $" of {place}" : "")} in '{path}' goes on: its last page names a next one (NextMarker, "
        + "NextToken or IsTruncated), "
        + "and no file has that page.",
        "Write the file again without --max-items, --no-paginate and --starting-token, or give the other pages too.", path);

    /// <summary>Nothing is at that path.</summary>
    public static Problem FileNotFound(string path) => new(
        "FileNotFound", ProblemKind.NotFound, $"There is no file '{path}'.", "Check the path.", path);

    /// <summary>Nothing matches that pattern.</summary>
    public static Problem NoFileMatches(string pattern) => new(
        "NoFileMatches", ProblemKind.NotFound,
        $"No file matches '{pattern}'.",
        "Check the pattern; use -LiteralPath where a name holds brackets or asterisks.", pattern);

    /// <summary>It is a folder, or lies in a store that is not the file system.</summary>
    public static Problem NotAFile(string path) => new(
        "PathNotAFile", ProblemKind.InvalidInput,
        $"'{path}' is not a file.",
        "Name files, or a pattern such as folder/*.json.", path);

    /// <summary>It is a pipe, a device or a socket.</summary>
    public static Problem NotARegularFile(string path, string kind) => new(
        "PathNotAFile", ProblemKind.InvalidInput,
        $"'{path}' is {kind}, not a regular file.",
        "Save what it gives to a file, and name that file.", path);

    /// <summary>The file is larger than such a file can be.</summary>
    public static Problem FileTooLarge(string path, int megabytes) => new(
        "FileTooLarge", ProblemKind.InvalidInput,
        FormattableString.Invariant($"The file '{path}' is larger than {megabytes} MB: more is not read of a file of its kind."),
        "Check that it is the right file, or split it.", path);

    /// <summary>The file's bytes are no text.</summary>
    public static Problem FileNotUtf8(string path, Exception cause) => new(
        "FileNotText", ProblemKind.InvalidInput, $"The file '{path}' is not valid UTF-8 text: {cause.Message}",
        "Save the file again as UTF-8.", path, cause);

    /// <summary>The file holds nothing but white space.</summary>
    public static Problem FileEmpty(string path) => new(
        "FileEmpty", ProblemKind.InvalidInput, $"The file '{path}' is empty.", Shapes, path);

    /// <summary>The file's text is of no shape that we know.</summary>
    public static Problem FileNotRecognized(string path) => new(
        "FileNotRecognized", ProblemKind.InvalidInput, $"The file '{path}' is neither JSON nor CSV with Lambda functions.", Shapes, path);

    /// <summary>JSON, and no function in it.</summary>
    public static Problem FileHasNoFunctions(string path) => new(
        "FileHasNoFunctions", ProblemKind.InvalidInput, $"The file '{path}' was read, and no Lambda function was found in it.", Shapes,
        path);

    /// <summary>The JSON breaks off, or is none from a place on.</summary>
    public static Problem FileTruncated(string path, int functionsRead, Exception cause) => new(
        "FileInvalidJson", ProblemKind.InvalidInput,
        $"The file '{path}' is broken JSON or cut short: {cause.Message.TrimEnd('.')}. {Count(functionsRead)} before that place were read.",
        SaveAgain, path, cause);

    /// <summary>The CSV is broken at a line.</summary>
    public static Problem FileInvalidCsv(string path, long line, int functionsRead, Exception cause) => new(
        "FileInvalidCsv", ProblemKind.InvalidInput,
        FormattableString.Invariant($"The file '{path}' is broken CSV at line {line}. {Count(functionsRead)} before that place were read."),
        SaveAgain, path, cause);

    /// <summary>The file cannot be opened or read.</summary>
    public static Problem FileUnreadable(string path, Exception cause) => new(
        "FileUnreadable", ProblemKind.Read, $"The file '{path}' could not be read: {cause.Message}",
        "Check the path, the file's permissions and the disk.", path, cause);

    /// <summary>What reading a file threw.</summary>
    public static Problem OfFile(string path, Exception cause) =>
        cause is FileNotFoundException or DirectoryNotFoundException ? FileNotFound(path) : FileUnreadable(path, cause);

    /// <summary>An exception that tells of the file, not of us.</summary>
    public static bool IsOfFile(Exception cause) => cause is IOException or UnauthorizedAccessException or InvalidDataException
        // A path that no file can have, and on Windows the name of a device.
        or ArgumentException or NotSupportedException;

    private static string From(object? source) => source is string path ? $" in '{path}'" : "";

    private static string Count(int functions) => functions == 1 ? "1 function" : FormattableString.Invariant($"{functions} functions");
}
