using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Errors;

/// <summary>Rules, suppressions and baselines that cannot be used, and the result of -FailOn.</summary>
public static class FindingErrors
{
    private const string FixFindings = "Fix the findings, or suppress them with a reason and an expiry date.";

    /// <summary>No rule has the id.</summary>
    public static readonly ErrorText NoSuchRule = new(
        "NoSuchRule", ProblemKind.InvalidInput,
        "Rule '{rule}' does not exist.",
        "The rules are {rules}. -Rule completes them.");

    /// <summary>A suppression is not valid.</summary>
    public static readonly ErrorText InvalidSuppression = new(
        "InvalidSuppression", ProblemKind.InvalidInput,
        "A suppression in {place} is not applied: {reason}",
        "Each suppression has RuleId, FunctionName or RoleName, Reason and Expires (a date); see docs/findings.md.");

    /// <summary>A baseline cannot be read.</summary>
    public static readonly ErrorText InvalidBaseline = new(
        "InvalidBaseline", ProblemKind.InvalidInput,
        "File '{path}' is not a baseline: {reason}",
        "Create one with Test-LambdaExecutionRole | ConvertTo-Json -Depth 5.");

    /// <summary>A finding in a baseline cannot be read.</summary>
    public static readonly ErrorText InvalidBaselineEntry = new(
        "InvalidBaselineEntry", ProblemKind.InvalidInput,
        "Finding {number} of baseline '{path}' is not applied: {reason}",
        "Create the baseline again with Test-LambdaExecutionRole | ConvertTo-Json -Depth 5. Its other findings are applied.");

    /// <summary>A role's policy cannot be parsed.</summary>
    public static readonly ErrorText RolePolicyUnreadable = new(
        "RolePolicyUnreadable", ProblemKind.InvalidInput,
        "A policy of role {role} could not be parsed: {reason} Findings that depend on it are unknown. Other roles are not affected.",
        "Check the policy in the IAM console, or in the file that it was read from.");

    /// <summary>There are findings of the severity that -FailOn specifies.</summary>
    public static readonly ErrorText FindingsFound = new(
        "FindingsFound", ProblemKind.Finding, "{findings} of severity {severity} or higher.", FixFindings);

    /// <summary>There are findings of the severity that -FailOn specifies, and some that are unknown.</summary>
    public static readonly ErrorText FindingsFoundOrUnknown = new(
        "FindingsFound", ProblemKind.Finding,
        "{findings} of severity {severity} or higher, and {unknown} that could not be determined.", FixFindings);

    /// <summary>An object of -Usage is not usage.</summary>
    public static readonly ErrorText InvalidUsage = new(
        "InvalidUsage", ProblemKind.InvalidInput,
        "An object of type '{type}' is not usage that Get-LambdaRoleUsage returned.",
        "Use the output of Get-LambdaRoleUsage, directly or from Import-Clixml or ConvertFrom-Json with its entire depth: "
        + "ConvertTo-Json -Depth 6.");

    /// <summary>An object is usage, and a value in it cannot be.</summary>
    public static readonly ErrorText DamagedUsage = new(
        "InvalidUsage", ProblemKind.InvalidInput,
        "The usage of {name} cannot be used: {reason}",
        "Use the output of Get-LambdaRoleUsage unchanged.");
}
