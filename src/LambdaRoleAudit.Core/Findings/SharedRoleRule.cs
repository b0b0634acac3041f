using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Findings;

/// <summary>Lambda-006: several functions use the role.</summary>
internal sealed class SharedRoleRule : FindingRule
{
    public override string RuleId => "Lambda-006";

    public override string Title => "Execution role is shared";

    public override FindingSeverity Severity => FindingSeverity.High;

    public override bool NeedsRoles => false;

    public override ItemList<string> Compliance { get; } = [
        "Trend Micro Conformity Lambda-006", "PCI", "APRA", "MAS", "AWS Well-Architected SEC03-BP02"];

    internal override IEnumerable<RuleOutcome> Check(FunctionCase function)
    {
        var others =
            function.Role.Functions.Where(other =>
                (other.AccountId, other.Region, other.FunctionName)
                    != (function.Function.AccountId, function.Function.Region, function.Function.FunctionName)).ToList();
        if (others.Count > 0)
        {
            yield return RuleOutcome.Fail(Severity,
                $"Role {Arn.NameIn(function.Role.Arn)} is also used by "
                + $"{NameList.Few(others.Select(other => $"{other} ({other.Region})").Distinct(StringComparer.Ordinal))}.",
                // By ARN: within the region of one function, a role that is shared across regions would not be shared.
                $"Repair-LambdaExecutionRole -FunctionName {function.Function.FunctionArn}");
        }
        else if (!function.Account.IsRead)
        {
            yield return RuleOutcome.Unknown(Severity,
                $"Whether another function uses role {Arn.NameIn(function.Role.Arn)} is unknown; not read: "
                + $"{(function.Account.UnreadRegions.Count > 0 ? NameList.Few(function.Account.UnreadRegions) : "see the errors")}.");
        }
    }

}
