using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Findings;

/// <summary>LRA-101: a role that does not exist, or does not trust Lambda.</summary>
internal sealed class RoleTrustRule : RoleRule
{
    public override string RuleId => "LRA-101";

    public override string Title => "Execution role is missing or does not trust Lambda";

    public override FindingSeverity Severity => FindingSeverity.High;

    internal override IEnumerable<RuleOutcome> Check(RoleCase role)
    {
        if (role.Unread is { } why) yield return RuleOutcome.Unknown(Severity, why);
        else if (!role.Role!.Exists)
            yield return RuleOutcome.Fail(
                Severity, $"Role {role.Arn} does not exist, so the function cannot run.",
                "Create a role with New-LambdaExecutionRole -FunctionName, and assign it with Set-LambdaExecutionRole.");
        else if (role.Cases.TrustOf(role.Role, out var unreadable) is not { } trust)
            yield return RuleOutcome.Unknown(Severity, unreadable!);
        else if (!TrustPolicies.TrustsLambda(trust))
            yield return RuleOutcome.Fail(
                Severity,
                $"The trust policy does not allow {TrustPolicies.LambdaPrincipal} to assume the role, so the function cannot run. "
                + $"{role.Role.TrustPolicy}",
                $"aws iam update-assume-role-policy --role-name {role.Role.RoleName} --policy-document '{TrustPolicies.Lambda}'");
    }
}
