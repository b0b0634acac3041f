using System.Globalization;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Reports;

/// <summary>Creates entries from the objects that the cmdlets return.</summary>
public static class ReportEntries
{
    /// <summary>Returns the entry; null if a report cannot contain the object.</summary>
    public static ReportEntry? Of(object source) => source switch
    {
        LambdaRoleFinding finding => Of(finding),
        SharedLambdaRole role => Of(role),
        LambdaRoleRepairStep step => Of(step),
        LambdaTemplateRepairStep step => Of(step),
        RoleRepairResult result => Of(result),
        ExecutionRole role => Of(role),
        RoleComparison comparison => Of(comparison),
        LambdaRoleUsage usage => UsageEntries.Of(usage),
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
        Declaration = finding.Declaration,
        Evidence = finding.Evidence,
        Remedy = finding.Remedy,
        Note = finding.Note,
        Compliance = finding.Compliance,
        HelpUri = finding.HelpUri,
        CoveredRegions = finding.CoveredRegions,
        CoveredFunctions = finding.CoveredFunctionCount,
        UnreadRegions = finding.UnreadRegions,
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
            Status = role.IsComplete ? "Shared" : "Shared, not read completely",
            Title = rule.Title,
            AccountId = role.AccountId.Length > 0 ? role.AccountId : null,
            RoleArn = role.RoleArn,
            // Code scanning shows the finding at the role, or else at the first of its functions.
            Declaration = role.Declaration ?? role.Functions.FirstOrDefault()?.Declaration,
            Evidence = string.Create(
                CultureInfo.InvariantCulture,
                $"{role.FunctionCount} functions use role {role.RoleName}: "
                + $"{NameList.Few(role.Functions.Select(Placed))}."),
            Remedy = role.Functions.Select(function => function.Declaration).OfType<Declaration>().ToList() is { Count: > 0 } declared
                ? TemplateRemedy.Of(declared)
                : $"Get-SharedLambdaRole -RoleName {role.RoleName} | Repair-LambdaExecutionRole",
            Compliance = rule.Compliance,
            HelpUri = rule.HelpUri,
            CoveredRegions = role.CoveredRegions,
            CoveredFunctions = role.CoveredFunctionCount,
            UnreadRegions = role.UnreadRegions,
            IsComplete = role.IsComplete,
            Source = role,
        };
    }

    private static ReportEntry Of(LambdaRoleRepairStep step) => new()
    {
        Kind = "PlanStep",
        Outcome = step.Blockers.Count == 0 ? ReportOutcome.Fine : ReportOutcome.Problem,
        RuleId = "repair-plan",
        Status = step.CanApply ? "Ready" : step.IsNotShared ? "NotShared" : step.IsAlreadyRepaired ? "AlreadyRepaired" : "Blocked",
        Title = $"Own role: {step.TargetRoleName}",
        AccountId = AccountOf(step.FunctionArn),
        Region = step.Region,
        FunctionName = step.FunctionName,
        FunctionArn = step.FunctionArn,
        RoleArn = step.SourceRoleArn,
        Evidence = string.Join(' ', step.Blockers.Concat(step.Warnings).Select(remark => remark.Message)),
        Note = $"{step.Strategy}; grants no more: {step.Proof}",
        CoveredRegions = [step.Region],
        Source = step,
    };

    private static ReportEntry Of(LambdaTemplateRepairStep step) => new()
    {
        Kind = "TemplateStep",
        Outcome = step.Blockers.Count == 0 ? ReportOutcome.Fine : ReportOutcome.Problem,
        RuleId = "template-plan",
        Status = step.CanApply ? "Ready" : "Blocked",
        Title = step.TargetRole is { } role ? $"Own role: {role}" : "Own role: by hand",
        FunctionName = step.FunctionName,
        RoleArn = step.SourceRole,
        Declaration = step.Declaration,
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
            RoleRepairStatus.Blocked or RoleRepairStatus.RolledBack or RoleRepairStatus.Failed
                or RoleRepairStatus.WaitingForPatch => ReportOutcome.Problem,
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

    private static ReportEntry Of(ExecutionRole role) => new()
    {
        Kind = "Role",
        Outcome = !role.IsComplete || role.IsShared is null
            ? ReportOutcome.Undecided
            : role.IsShared == true || !role.Exists ? ReportOutcome.Problem : ReportOutcome.Fine,
        RuleId = "role",
        Status = !role.Exists ? "Missing" : role.IsShared switch { true => "Shared", false => "NotShared", null => "Unknown" },
        Title = string.Create(
            CultureInfo.InvariantCulture,
            $"{role.AttachedPolicies.Length} managed and {role.InlinePolicies.Length} inline policies"
            + $"{(role.TrustsLambda ? "" : "; does not trust Lambda")}"),
        AccountId = role.AccountId,
        RoleArn = role.RoleArn,
        Evidence = role.Functions is not { } functions ? "Functions were not read."
            : functions.Length == 0 ? "No function uses the role."
            : $"Used by {string.Join(", ", functions.Select(function => $"{function} ({function.Region})"))}.",
        Note = string.Join("; ", role.AttachedPolicies.Concat(role.InlinePolicies).Select(policy => policy.PolicyName)),
        CoveredRegions = role.CoveredRegions,
        CoveredFunctions = role.CoveredFunctionCount,
        UnreadRegions = role.UnreadRegions,
        IsComplete = role.IsComplete,
        Source = role,
    };

    private static ReportEntry Of(RoleComparison comparison) => new()
    {
        Kind = "Comparison",
        Outcome = comparison.Relation == RoleRelation.Unknown ? ReportOutcome.Undecided : ReportOutcome.Fine,
        RuleId = "comparison",
        Status = comparison.Relation.ToString(),
        Title = $"{comparison.Difference} compared with {comparison.Reference}",
        FunctionName = comparison.Difference,
        Evidence = string.Join(
            ' ',
            comparison.Added.Select(witness => $"Added: {witness}.").Concat(comparison.Removed.Select(witness => $"Removed: {witness}."))),
        Note = comparison.Reason,
        Source = comparison,
    };

    private static string Placed(LambdaFunction function) =>
        function.Declaration is { } declared ? $"{function} ({declared})" : $"{function} ({function.Region})";

    private static string? AccountOf(string? arn) => Arn.TryParse(arn, out var parsed) ? parsed.AccountId : null;
}
