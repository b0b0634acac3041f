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

    /// <summary>There are findings as bad as the caller would not have.</summary>
    public static Problem Found(int failed, int unknown, FindingSeverity severity) => new(
        "FindingsFound", ProblemKind.Finding,
        $"{failed} {(failed == 1 ? "finding" : "findings")} of severity {severity} or worse{(unknown == 0 ? "" : $", and {unknown} that could not be decided")}.",
        "Mend them, or suppress them with a reason and a date.");
}
