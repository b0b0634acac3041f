using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>LRA-202: the execution role allows privilege escalation.</summary>
internal sealed class EscalationRule : PermissionRule
{
    public override string RuleId => "LRA-202";

    public override string Title => "Execution role allows privilege escalation";

    public override FindingSeverity Severity => FindingSeverity.High;

    private protected override IEnumerable<RuleOutcome> Check(RoleCase role, RoleGrants grants)
    {
        // Paths through other roles come first, because the roles are the evidence.
        var ways = RoleChains.Of(role, grants).Concat(role.Ways).ToList();
        var sure = ways.Where(way => way.Is == Truth.True).ToList();
        if (sure.Count > 0)
        {
            yield return RuleOutcome.Fail(
                Severity, $"{NameList.Few(sure.Select(way => way.ToString()))}. For one, {sure[0].Shown}", Remedies.Narrow(role));
        }
        else if (ways.Count > 0)
        {
            var keys = ways.SelectMany(way => way.DependsOn).Distinct(StringComparer.OrdinalIgnoreCase)
                .Order(StringComparer.OrdinalIgnoreCase);
            yield return RuleOutcome.Unknown(
                Severity,
                $"{NameList.Few(ways.Select(way => way.ToString()))}, if {string.Join(", ", keys)} allows: {ways[0].Shown}",
                Remedies.Narrow(role));
        }
    }
}
