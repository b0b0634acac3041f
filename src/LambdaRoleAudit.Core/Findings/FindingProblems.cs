using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Findings;

/// <summary>What can be wrong with the input of findings, in words.</summary>
public static class FindingProblems
{
    private const string Files = "Give what 'aws iam get-account-authorization-details', 'aws lambda list-functions' of each region, and 'aws lambda list-event-source-mappings' wrote.";

    /// <summary>The file holds nothing that is known.</summary>
    public static Problem FileNotRecognized(string path) => new("FileNotRecognized", ProblemKind.InvalidInput, $"File '{path}' holds neither functions, roles nor event source mappings as the AWS CLI writes them.", Files, path);

    /// <summary>The file's content is broken.</summary>
    public static Problem FileInvalid(string path, Exception why) => new("FileInvalid", ProblemKind.InvalidInput, $"File '{path}' could not be read: {why.Message}", Files, path, why);

    /// <summary>An entry of a list in a file, or the one thing in it, cannot be read.</summary>
    public static Problem EntryInvalid(string path, string where, Exception why) => new(
        "FileEntryInvalid", ProblemKind.InvalidInput, $"{where} could not be read: {why.Message}", "Write the file again from its source; its other entries were read.", path, why);

    /// <summary>Two files tell different things of a role.</summary>
    public static Problem ConflictingRole(string arn, int later) => new(
        "ConflictingRole", ProblemKind.InvalidInput, $"Role {arn} is in the files twice, with different content. The {Taken(later)} one was taken.", "Leave out the older of the two files.", arn);

    /// <summary>Two files give a managed policy different documents.</summary>
    public static Problem ConflictingPolicy(string arn) => new(
        "ConflictingPolicy", ProblemKind.InvalidInput, $"Policy {arn} is in the files twice, with different documents. The one that was read last was taken.", "Leave out the older of the two files.", arn);

    /// <summary>Two files tell different things of an event source mapping.</summary>
    public static Problem ConflictingMapping(string uuid, int later) => new(
        "ConflictingMapping", ProblemKind.InvalidInput, $"Event source mapping {uuid} is in the files twice, with different content. The {Taken(later)} one was taken.", "Leave out the older of the two files.", uuid);

    /// <summary>No file has roles.</summary>
    public static Problem NoRoles() => new("NoRolesInFiles", ProblemKind.InvalidInput, "No file holds the account's roles: what hangs on them is unknown.", Files);

    /// <summary>No file has functions.</summary>
    public static Problem NoFunctions() => new("NoFunctionsInFiles", ProblemKind.InvalidInput, "No file holds functions.", Files);

    /// <summary>No rule has the id.</summary>
    public static Problem NoSuchRule(string pattern) => new("NoSuchRule", ProblemKind.InvalidInput, $"There is no rule '{pattern}'.", $"The rules: {string.Join(", ", RuleCatalog.All.Select(rule => rule.RuleId))}. -Rule completes them.", pattern);

    /// <summary>A suppression is not whole.</summary>
    public static Problem InvalidSuppression(string where, string why) => new(
        "InvalidSuppression", ProblemKind.InvalidInput, $"A suppression in {where} does not count: {why}",
        "Each has RuleId, FunctionName or RoleName, Reason and Expires (a date); see docs/findings.md.", where);

    /// <summary>A baseline cannot be read.</summary>
    public static Problem InvalidBaseline(string path, string why) => new(
        "InvalidBaseline", ProblemKind.InvalidInput, $"File '{path}' is no baseline: {why}", "Write one with Test-LambdaExecutionRole | ConvertTo-Json -Depth 5.", path);

    /// <summary>A finding in a baseline cannot be read.</summary>
    public static Problem InvalidBaselineEntry(string path, int number, string why) => new(
        "InvalidBaselineEntry", ProblemKind.InvalidInput, FormattableString.Invariant($"Finding {number} of the baseline '{path}' does not count: {why}"),
        "Write the baseline again with Test-LambdaExecutionRole | ConvertTo-Json -Depth 5; its other findings count.", path);

    /// <summary>A role's policy is no policy.</summary>
    public static Problem PolicyUnreadable(string roleArn, Exception why) => new(
        "RolePolicyUnreadable", ProblemKind.InvalidInput, $"A policy of role {roleArn} could not be understood: {why.Message} What hangs on it is unknown; the other roles are not concerned.",
        "Look at the policy in the IAM console, or at the file that it was read from.", roleArn, why);

    /// <summary>There are findings as bad as the caller would not have.</summary>
    public static Problem Found(int failed, int unknown, FindingSeverity severity) => new(
        "FindingsFound", ProblemKind.Finding,
        $"{failed} {(failed == 1 ? "finding" : "findings")} of severity {severity} or worse{(unknown == 0 ? "" : $", and {unknown} that could not be decided")}.",
        "Mend them, or suppress them with a reason and a date.");

    private static string Taken(int later) => later == 0 ? "latter" : "newer";
}
