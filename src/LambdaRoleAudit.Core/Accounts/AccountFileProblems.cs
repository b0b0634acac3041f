using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>What can be wrong with the files of an account, in words.</summary>
public static class AccountFileProblems
{
    private const string Files =
        "Give what 'aws iam get-account-authorization-details', 'aws lambda list-functions' of each region, and 'aws lambda "
        + "list-event-source-mappings' wrote.";

    /// <summary>The file holds nothing that is known.</summary>
    public static Problem FileNotRecognized(string path) =>
        new("FileNotRecognized", ProblemKind.InvalidInput,
            $"File '{path}' holds neither functions, roles nor event source mappings as the AWS CLI writes them.", Files, path);

    /// <summary>The file's content is broken.</summary>
    public static Problem FileInvalid(string path, Exception why) =>
        new("FileInvalid", ProblemKind.InvalidInput, $"File '{path}' could not be read: {why.Message}", Files, path, why);

    /// <summary>An entry of a list in a file, or the one thing in it, cannot be read.</summary>
    public static Problem EntryInvalid(string path, string where, Exception why) => new(
        "FileEntryInvalid", ProblemKind.InvalidInput, $"{where} could not be read: {why.Message}",
        "Write the file again from its source; its other entries were read.", path, why);

    /// <summary>Two files tell different things of a role.</summary>
    public static Problem ConflictingRole(string arn, int later) => new(
        "ConflictingRole", ProblemKind.InvalidInput,
        $"Role {arn} is in the files twice, with different content. The {Taken(later)} one was taken.",
        "Leave out the older of the two files.", arn);

    /// <summary>Two files give a managed policy different documents.</summary>
    public static Problem ConflictingPolicy(string arn) => new(
        "ConflictingPolicy", ProblemKind.InvalidInput,
        $"Policy {arn} is in the files twice, with different documents. The one that was read last was taken.",
        "Leave out the older of the two files.", arn);

    /// <summary>Two files tell different things of an event source mapping.</summary>
    public static Problem ConflictingMapping(string uuid, int later) => new(
        "ConflictingMapping", ProblemKind.InvalidInput,
        $"Event source mapping {uuid} is in the files twice, with different content. The {Taken(later)} one was taken.",
        "Leave out the older of the two files.", uuid);

    /// <summary>No file has roles.</summary>
    public static Problem NoRoles() =>
        new("NoRolesInFiles", ProblemKind.InvalidInput, "No file holds the account's roles: what hangs on them is unknown.", Files);

    /// <summary>No file has functions.</summary>
    public static Problem NoFunctions() => new("NoFunctionsInFiles", ProblemKind.InvalidInput, "No file holds functions.", Files);

    private static string Taken(int later) => later == 0 ? "latter" : "newer";
}
