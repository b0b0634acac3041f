using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Errors;

/// <summary>Files of an account, with roles, functions and event source mappings, that cannot be read or contradict each other.</summary>
public static class AccountFileErrors
{
    private const string Files =
        "Use the output of 'aws iam get-account-authorization-details', 'aws lambda list-functions' of each region, and 'aws lambda "
        + "list-event-source-mappings'.";

    private const string RemoveOlder = "Remove the older of the two files.";

    /// <summary>The file has a format that is not supported.</summary>
    public static readonly ErrorText AccountFileNotRecognized = new(
        "FileNotRecognized", ProblemKind.InvalidInput,
        "File '{path}' does not contain functions, roles or event source mappings in the format of the AWS CLI.", Files);

    /// <summary>The file's content is not valid.</summary>
    public static readonly ErrorText FileInvalid = new(
        "FileInvalid", ProblemKind.InvalidInput, "File '{path}' could not be read: {reason}", Files);

    /// <summary>An entry of a list in a file cannot be read.</summary>
    public static readonly ErrorText FileEntryInvalid = new(
        "FileEntryInvalid", ProblemKind.InvalidInput,
        "{entry} could not be read: {reason}",
        "Export the file again from its source. Its other entries were read.");

    /// <summary>Two files have different content for a role, and neither is known to be newer.</summary>
    public static readonly ErrorText ConflictingRole = new(
        "ConflictingRole", ProblemKind.InvalidInput,
        "Role {arn} appears twice in the files, with different content. The last one was used.", RemoveOlder);

    /// <summary>Two files have different content for a role, and one is newer.</summary>
    public static readonly ErrorText ConflictingRoleNewer = new(
        "ConflictingRole", ProblemKind.InvalidInput,
        "Role {arn} appears twice in the files, with different content. The newer one was used.", RemoveOlder);

    /// <summary>Two files have different documents for a managed policy.</summary>
    public static readonly ErrorText ConflictingPolicy = new(
        "ConflictingPolicy", ProblemKind.InvalidInput,
        "Policy {arn} appears twice in the files, with different documents. The last one was used.", RemoveOlder);

    /// <summary>Two files have different content for an event source mapping, and neither is known to be newer.</summary>
    public static readonly ErrorText ConflictingMapping = new(
        "ConflictingMapping", ProblemKind.InvalidInput,
        "Event source mapping {uuid} appears twice in the files, with different content. The last one was used.", RemoveOlder);

    /// <summary>Two files have different content for an event source mapping, and one is newer.</summary>
    public static readonly ErrorText ConflictingMappingNewer = new(
        "ConflictingMapping", ProblemKind.InvalidInput,
        "Event source mapping {uuid} appears twice in the files, with different content. The newer one was used.", RemoveOlder);

    /// <summary>No file contains roles.</summary>
    public static readonly ErrorText NoRolesInFiles = new(
        "NoRolesInFiles", ProblemKind.InvalidInput, "The files contain no role data. Results that depend on it are unknown.", Files);

    /// <summary>No file contains functions.</summary>
    public static readonly ErrorText NoFunctionsInFiles = new(
        "NoFunctionsInFiles", ProblemKind.InvalidInput, "The files contain no functions.", Files);
}
