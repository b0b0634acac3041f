using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>LRA-201: the role may do everything on everything.</summary>
internal sealed class AdministratorRule : PermissionRule
{
    public override string RuleId => "LRA-201";

    public override string Title => "The execution role is an administrator";

    public override FindingSeverity Severity => FindingSeverity.Critical;

    private protected override bool IsImpliedByAdministrator => false;

    private protected override IEnumerable<RuleOutcome> Check(RoleCase role, RoleGrants grants)
    {
        var everything = grants.Everything;
        if (everything.Is == Truth.False) yield break;
        var evidence = Evidence.Of(grants, everything.Statement!);
        yield return everything.Is == Truth.True
            ? RuleOutcome.Fail(Severity, $"Every action on every resource is allowed, proven: {evidence}", Remedies.Narrow(role))
            : RuleOutcome.Unknown(Severity, $"Every action on every resource is allowed if {string.Join(", ", everything.DependsOn)} allows: {evidence}", Remedies.Narrow(role));
    }
}
