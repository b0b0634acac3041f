using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>Makes entries of the objects that the cmdlets give.</summary>
public static class ReportEntries
{
    /// <summary>The entry; null where a report cannot hold the object.</summary>
    public static ReportEntry? Of(object source) => source switch
    {
        LambdaRoleFinding finding => Of(finding),
        SharedLambdaRole role => Of(role),
        LambdaRoleRepairStep step => Of(step),
        RoleRepairResult result => Of(result),
        _ => null,
    };

    private static ReportEntry Of(LambdaRoleFinding finding) => new()
    {
        Kind = "Finding",
        Outcome = finding.Status switch
        {
            FindingStatus.Fail => ReportOutcome.Problem,
            FindingStatus.Unknown => ReportOutcome.Undecided,
            FindingStatus.Suppressed => ReportOutcome.Suppressed,
            _ => ReportOutcome.Fine,
        },
        RuleId = finding.RuleId,
        Severity = finding.Severity,
        Status = finding.Status.ToString(),
        Title = finding.Title,
        AccountId = AccountOf(finding.FunctionArn ?? finding.RoleArn),
        Region = finding.Region,
        FunctionName = finding.FunctionName,
        FunctionArn = finding.FunctionArn,
        RoleArn = finding.RoleArn,
        Evidence = finding.Evidence,
        Remedy = finding.Remedy,
        Note = finding.Note,
        Compliance = finding.Compliance,
        HelpUri = finding.HelpUri,
        Source = finding,
    };

    private static ReportEntry Of(SharedLambdaRole role)
    {
        var rule = RuleCatalog.All.Single(known => known.RuleId == "Lambda-006");
        return new ReportEntry
        {
            Kind = "SharedRole",
            Outcome = ReportOutcome.Problem,
            RuleId = rule.RuleId,
            Severity = rule.Severity,
            Status = role.IsComplete ? "Shared" : "Shared, not all was read",
            Title = rule.Title,
            AccountId = role.AccountId,
            RoleArn = role.RoleArn,
            Evidence = FormattableString.Invariant($"{role.FunctionCount} functions use role {role.RoleName}: {NameList.Few(role.Functions.Select(function => $"{function} ({function.Region})"))}."),
            Remedy = $"Get-SharedLambdaRole -RoleName {role.RoleName} | Repair-LambdaExecutionRole",
            Compliance = rule.Compliance,
            HelpUri = rule.HelpUri,
            Source = role,
        };
    }

    private static ReportEntry Of(LambdaRoleRepairStep step) => new()
    {
        Kind = "PlanStep",
        Outcome = step.CanApply ? ReportOutcome.Fine : ReportOutcome.Problem,
        RuleId = "repair-plan",
        Status = step.CanApply ? "Ready" : "Blocked",
        Title = $"A role of its own: {step.TargetRoleName}",
        AccountId = AccountOf(step.FunctionArn),
        Region = step.Region,
        FunctionName = step.FunctionName,
        FunctionArn = step.FunctionArn,
        RoleArn = step.SourceRoleArn,
        Evidence = string.Join(' ', step.Blockers.Concat(step.Warnings).Select(remark => remark.Message)),
        Note = $"{step.Strategy}; grants no more: {step.Proof}",
        Source = step,
    };

    private static ReportEntry Of(RoleRepairResult result) => new()
    {
        Kind = "RepairResult",
        Outcome = result.Status switch
        {
            RoleRepairStatus.Unknown => ReportOutcome.Undecided,
            RoleRepairStatus.Blocked or RoleRepairStatus.RolledBack or RoleRepairStatus.Failed => ReportOutcome.Problem,
            _ => ReportOutcome.Fine,
        },
        RuleId = "repair",
        Status = result.Status.ToString(),
        Title = $"Its own role {result.TargetRoleName}",
        AccountId = AccountOf(result.FunctionArn),
        Region = result.Region,
        FunctionName = result.FunctionName,
        FunctionArn = result.FunctionArn,
        RoleArn = result.SourceRoleArn,
        Evidence = result.Reason ?? "",
        Note = $"repair {result.RepairId}",
        Source = result,
    };

    private static string? AccountOf(string? arn) => Arn.TryParse(arn, out var parsed) ? parsed.AccountId : null;
}
