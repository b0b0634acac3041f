using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Findings;

/// <summary>LRA-103: the role is also used outside Lambda.</summary>
internal sealed class OutsideLambdaRule : RoleRule
{
    public override string RuleId => "LRA-103";

    public override string Title => "Execution role is also used outside Lambda";

    public override FindingSeverity Severity => FindingSeverity.Medium;

    internal override IEnumerable<RuleOutcome> Check(RoleCase role)
    {
        if (role.Unread is { } why) yield return RuleOutcome.Unknown(Severity, why);
        else if (!role.Role!.Exists) yield break;
        else if (role.Role.InstanceProfiles is not { } profiles)
            yield return RuleOutcome.Unknown(
                Severity, "The role's instance profiles could not be read.", "Allow iam:GetAccountAuthorizationDetails.");
        else if (profiles.Count > 0)
        {
            yield return RuleOutcome.Fail(Severity,
                $"EC2 instance profiles contain the role: {NameList.Few(profiles)}. {Evidence.LastUse(role.Role)}",
                "Give the instances their own role, then: aws iam remove-role-from-instance-profile.");
        }
    }
}
