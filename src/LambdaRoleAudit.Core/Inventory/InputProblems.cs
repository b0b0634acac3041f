using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Inventory;

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
        "The pipeline holds a null in place of a function.",
        "Find out why the command before gave nothing; the other functions were read.");

    /// <summary>A function's ARN that is none.</summary>
    public static Problem InvalidFunctionArn(string arn, object? source) => new(
        "InvalidFunctionArn", ProblemKind.InvalidInput,
        $"'{arn}'{From(source)} is not a Lambda function's ARN.",
        "A function's ARN reads arn:partition:lambda:region:account:function:name, with a version or alias behind it or not.",
        source is null or string ? arn : source);

    /// <summary>A role's ARN that is none.</summary>
    public static Problem InvalidRoleArn(string name, string role, object? source) => new(
        "InvalidRoleArn", ProblemKind.InvalidInput,
        $"Function '{name}'{From(source)} names the role '{role}', which is not a role's ARN: whether it is shared is not known.",
        "A role's ARN reads arn:partition:iam::account:role/path/name; a role's name alone is not enough.",
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

    /// <summary>The file holds nothing but white space.</summary>
    public static Problem FileEmpty(string path) => new(
        "FileEmpty", ProblemKind.InvalidInput, $"The file '{path}' is empty.", Shapes, path);

    /// <summary>The file's text is of no shape that we know.</summary>
    public static Problem FileNotRecognized(string path) => new(
        "FileNotRecognized", ProblemKind.InvalidInput, $"The file '{path}' is neither JSON nor CSV with Lambda functions.", Shapes, path);

    /// <summary>JSON, and no function in it.</summary>
    public static Problem FileHasNoFunctions(string path) => new(
        "FileHasNoFunctions", ProblemKind.InvalidInput, $"The file '{path}' was read, and no Lambda function was found in it.", Shapes, path);

    /// <summary>The JSON breaks off, or is none from a place on.</summary>
    public static Problem FileTruncated(string path, int functionsRead, Exception cause) => new(
        "FileInvalidJson", ProblemKind.InvalidInput,
        $"The file '{path}' is broken JSON or cut short: {cause.Message}. {Count(functionsRead)} before that place were read.",
        SaveAgain, path, cause);

    /// <summary>The CSV is broken at a line.</summary>
    public static Problem FileInvalidCsv(string path, long line, int functionsRead, Exception cause) => new(
        "FileInvalidCsv", ProblemKind.InvalidInput,
        FormattableString.Invariant($"The file '{path}' is broken CSV at line {line}. {Count(functionsRead)} before that place were read."),
        SaveAgain, path, cause);

    /// <summary>The file cannot be opened or read.</summary>
    public static Problem FileUnreadable(string path, Exception cause) => new(
        "FileUnreadable", ProblemKind.Read, $"The file '{path}' could not be read: {cause.Message}", "Check the file's permissions and the disk.", path, cause);

    /// <summary>What reading a file threw.</summary>
    public static Problem OfFile(string path, Exception cause) => cause is FileNotFoundException or DirectoryNotFoundException ? FileNotFound(path) : FileUnreadable(path, cause);

    /// <summary>An exception that tells of the file, not of us.</summary>
    public static bool IsOfFile(Exception cause) => cause is IOException or UnauthorizedAccessException or InvalidDataException;

    private static string From(object? source) => source is string path ? $" in '{path}'" : "";

    private static string Count(int functions) => functions == 1 ? "1 function" : FormattableString.Invariant($"{functions} functions");
}
