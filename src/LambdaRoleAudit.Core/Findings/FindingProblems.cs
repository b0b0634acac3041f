using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Findings;

/// <summary>What can be wrong with the input of findings, in words.</summary>
public static class FindingProblems
{
    /// <summary>No rule has the id.</summary>
    public static Problem NoSuchRule(string pattern) =>
        new("NoSuchRule", ProblemKind.InvalidInput, $"There is no rule '{pattern}'.",
            $"The rules: {string.Join(", ", RuleCatalog.All.Select(rule => rule.RuleId))}. -Rule completes them.", pattern);

    /// <summary>A suppression is not whole.</summary>
    public static Problem InvalidSuppression(string where, string why) => new(
        "InvalidSuppression", ProblemKind.InvalidInput, $"A suppression in {where} does not count: {why}",
        "Each has RuleId, FunctionName or RoleName, Reason and Expires (a date); see docs/findings.md.", where);

    /// <summary>A baseline cannot be read.</summary>
    public static Problem InvalidBaseline(string path, string why) => new(
        "InvalidBaseline", ProblemKind.InvalidInput, $"File '{path}' is no baseline: {why}",
        "Write one with Test-LambdaExecutionRole | ConvertTo-Json -Depth 5.", path);

    /// <summary>A finding in a baseline cannot be read.</summary>
    public static Problem InvalidBaselineEntry(string path, int number, string why) => new(
        "InvalidBaselineEntry", ProblemKind.InvalidInput,
        FormattableString.Invariant($"Finding {number} of the baseline '{path}' does not count: {why}"),
        "Write the baseline again with Test-LambdaExecutionRole | ConvertTo-Json -Depth 5; its other findings count.", path);

    /// <summary>A role's policy is no policy.</summary>
    public static Problem PolicyUnreadable(string roleArn, Exception why) => new(
        "RolePolicyUnreadable", ProblemKind.InvalidInput,
        $"A policy of role {roleArn} could not be understood: {why.Message} Findings that depend on it are unknown. Other roles are not "
        + "affected.",
        "Look at the policy in the IAM console, or at the file that it was read from.", roleArn, why);

    /// <summary>There are findings as bad as the caller would not have.</summary>
    public static Problem Found(int failed, int unknown, FindingSeverity severity) => new(
        "FindingsFound", ProblemKind.Finding,
        $"{failed} {(failed == 1 ? "finding" : "findings")} of severity {severity} or "
        + $"worse{(unknown == 0 ? "" : $", and {unknown} that could not be decided")}.",
        "Mend them, or suppress them with a reason and a date.");
}
