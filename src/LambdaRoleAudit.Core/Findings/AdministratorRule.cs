using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>LRA-201: the role can perform every action on every resource, or can gain the few permissions that it does not have.</summary>
internal sealed class AdministratorRule : PermissionRule
{
    public override string RuleId => "LRA-201";

    public override string Title => "Execution role allows administrator access";

    public override FindingSeverity Severity => FindingSeverity.Critical;

    private protected override bool IsImplied(RoleCase role) => false;

    private protected override IEnumerable<RuleOutcome> Check(RoleCase role, RoleGrants grants)
    {
        var check = role.Administrator!;
        if (check.Is == Truth.False) yield break;
        yield return new RuleOutcome(
            check.Is == Truth.True ? FindingStatus.Fail : FindingStatus.Unknown, Severity, check.Evidence, Remedies.Narrow(role));
    }
}
