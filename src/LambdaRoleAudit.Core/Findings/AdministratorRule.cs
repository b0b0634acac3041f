using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>LRA-201: the role may do everything on everything, or can get at the little that it may not.</summary>
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
