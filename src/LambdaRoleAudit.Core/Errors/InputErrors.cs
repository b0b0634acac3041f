using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Errors;

/// <summary>Functions in files and objects that cannot be used, and files that cannot be read.</summary>
public static class InputErrors
{
    private const string Shapes =
        "Use the JSON output of 'aws lambda list-functions', 'aws lambda get-function', 'Get-LMFunctionList | ConvertTo-Json' or AWS "
        + "Config, or CSV with the columns FunctionName, FunctionArn and Role.";

    private const string ExportAgain = "Export the file again from its source. The other functions were read.";

    /// <summary>A function has no role.</summary>
    public static readonly ErrorText FunctionWithoutRole = new(
        "FunctionWithoutRole", ProblemKind.InvalidInput,
        "Function {function} has no Role property, so whether its role is shared is unknown.",
        "Keep the Role property when you select properties or columns.");

    /// <summary>The object is not a function.</summary>
    public static readonly ErrorText InputNotAFunction = new(
        "InputNotAFunction", ProblemKind.InvalidInput,
        "An object of type '{type}' is not a Lambda function: it does not have the properties FunctionName (or FunctionArn) and Role.",
        "Pipe in objects with the properties FunctionName (or FunctionArn) and Role, such as those that Get-LMFunctionList returns.");

    /// <summary>The input contains null.</summary>
    public static readonly ErrorText InputNull = new(
        "InputNull", ProblemKind.InvalidInput,
        "The input contains null instead of a function, a role or a step.",
        "Check why the previous command returned null. A null never means the whole account; other input is used.");

    /// <summary>The text is not a function's ARN or name.</summary>
    public static readonly ErrorText InvalidFunctionArn = new(
        "InvalidFunctionArn", ProblemKind.InvalidInput,
        "{arn} is not the ARN or the name of a Lambda function.",
        "The format of a function ARN is arn:partition:lambda:region:account:function:name, optionally followed by a version or alias. A "
        + "name has letters, digits, hyphens and underscores.");

    /// <summary>A function's role is not a role ARN.</summary>
    public static readonly ErrorText InvalidRoleArn = new(
        "InvalidRoleArn", ProblemKind.InvalidInput,
        "The role '{role}' of function {function} is not a role ARN, so whether it is shared is unknown.",
        "The format of a role ARN is arn:partition:iam::account:role/path/name, without white space. A role name alone is not enough.");

    /// <summary>Two sources have different roles for one function, and neither is known to be newer.</summary>
    public static readonly ErrorText ConflictingFunction = new(
        "ConflictingFunction", ProblemKind.InvalidInput,
        "Function '{function}' appears twice with different roles. The last one was used: '{role}'.",
        "Remove the older source.");

    /// <summary>A function name appears more than once without an ARN or region.</summary>
    public static readonly ErrorText AmbiguousFunction = new(
        "AmbiguousFunction", ProblemKind.InvalidInput,
        "Function '{function}' appears more than once without a FunctionArn or Region. It is either one function, or one in each of "
        + "several regions.",
        "Keep the FunctionArn property when you select properties or columns.");

    /// <summary>A function's other properties are not valid.</summary>
    public static readonly ErrorText FunctionEntryInvalid = new(
        "FunctionEntryInvalid", ProblemKind.InvalidInput, "Function {function} could not be read: {reason}", ExportAgain);

    /// <summary>Entries of a list that do not name a function.</summary>
    public static readonly ErrorText EntriesWithoutFunction = new(
        "EntriesWithoutFunction", ProblemKind.InvalidInput,
        "{entries} in file '{path}' could not be read, because no function is named (see entry {first} of the list).",
        "Keep the names FunctionName, FunctionArn and Role when you select with --query or jq. The other functions were read.");

    /// <summary>A line of a CSV file that does not name a function.</summary>
    public static readonly ErrorText LineWithoutFunction = new(
        "EntriesWithoutFunction", ProblemKind.InvalidInput,
        "1 entry in file '{path}' could not be read, because line {line} does not name a function.",
        "Fill in the column FunctionName or FunctionArn. The other functions were read.");

    /// <summary>The last page of a list refers to a next page, which is in none of the files.</summary>
    public static readonly ErrorText FileCutShort = new(
        "FileCutShort", ProblemKind.InvalidInput,
        "The list of {list} in '{path}' is incomplete: its last page refers to a next page (NextMarker, NextToken or IsTruncated), which "
        + "no file contains.",
        "Export the list again without --max-items, --no-paginate and --starting-token, or specify the other pages too.");

    /// <summary>The file does not exist.</summary>
    public static readonly ErrorText FileNotFound = new(
        "FileNotFound", ProblemKind.NotFound, "The file '{path}' does not exist.", "Check the path.");

    /// <summary>No file matches the pattern.</summary>
    public static readonly ErrorText NoFileMatches = new(
        "NoFileMatches", ProblemKind.NotFound,
        "No file matches '{pattern}'.",
        "Check the pattern. Use -LiteralPath if a name contains brackets or asterisks.");

    /// <summary>The path is a folder, or is not in the file system.</summary>
    public static readonly ErrorText PathNotAFile = new(
        "PathNotAFile", ProblemKind.InvalidInput,
        "'{path}' is not a file.", "Specify files, or a pattern such as folder/*.json or folder/*.yaml.");

    /// <summary>The path is a folder that is not a template.</summary>
    public static readonly ErrorText FolderNotRead = new(
        "PathNotAFile", ProblemKind.InvalidInput,
        "'{path}' is a folder. Of folders, only cdk.out and folders of .tf files are read.",
        "Specify the files in it, or a pattern such as folder/*.json or folder/*.yaml.");

    /// <summary>A file came from the pipeline.</summary>
    public static readonly ErrorText FileInPipeline = new(
        "FileInPipeline", ProblemKind.InvalidInput,
        "'{path}' is a file. This command takes functions and roles from the pipeline, and no files.",
        "Specify the file with -Path, as in Get-LambdaRoleRepairPlan -Path.");

    /// <summary>The path is a pipe, a device or a socket.</summary>
    public static readonly ErrorText PathNotARegularFile = new(
        "PathNotAFile", ProblemKind.InvalidInput,
        "'{path}' is {kind}, not a regular file.",
        "Save its output to a file, and specify that file.");

    /// <summary>The file is too large.</summary>
    public static readonly ErrorText FileTooLarge = new(
        "FileTooLarge", ProblemKind.InvalidInput,
        "The file '{path}' is larger than {megabytes} MB, the limit for a file of its kind.",
        "Check that it is the right file, or split it.");

    /// <summary>The file is not UTF-8 text.</summary>
    public static readonly ErrorText FileNotText = new(
        "FileNotText", ProblemKind.InvalidInput, "The file '{path}' is not valid UTF-8 text: {reason}", "Save the file as UTF-8.");

    /// <summary>The file is empty.</summary>
    public static readonly ErrorText FileEmpty = new(
        "FileEmpty", ProblemKind.InvalidInput, "The file '{path}' is empty.", Shapes);

    /// <summary>The file has a format that is not supported.</summary>
    public static readonly ErrorText FileNotRecognized = new(
        "FileNotRecognized", ProblemKind.InvalidInput, "The file '{path}' is neither JSON nor CSV with Lambda functions.", Shapes);

    /// <summary>The file is JSON without a function.</summary>
    public static readonly ErrorText FileHasNoFunctions = new(
        "FileHasNoFunctions", ProblemKind.InvalidInput, "The file '{path}' does not contain a Lambda function.", Shapes);

    /// <summary>The file is not valid JSON, or is cut off.</summary>
    public static readonly ErrorText FileInvalidJson = new(
        "FileInvalidJson", ProblemKind.InvalidInput,
        "The file '{path}' is invalid or incomplete JSON: {reason}. {functions} before that place were read.", ExportAgain);

    /// <summary>The file is not valid CSV.</summary>
    public static readonly ErrorText FileInvalidCsv = new(
        "FileInvalidCsv", ProblemKind.InvalidInput,
        "The file '{path}' is invalid CSV at line {line}. {functions} before that place were read.", ExportAgain);

    /// <summary>The file cannot be opened or read.</summary>
    public static readonly ErrorText FileUnreadable = new(
        "FileUnreadable", ProblemKind.Read,
        "The file '{path}' could not be read: {reason}",
        "Check the path, the file's permissions and the disk.");

    /// <summary>Errors with the same id that are counted, not reported one by one.</summary>
    /// <param name="errorId">The id.</param>
    public static ErrorText MoreOf(string errorId) => new(
        errorId, ProblemKind.InvalidInput,
        "{count} more errors of this kind were found ({id}).",
        "Fix the cause of the errors reported before this one.");
}
