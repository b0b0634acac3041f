using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Findings;

/// <summary>LRA-104: a role that IAM role manager created from its PowerUser template.</summary>
internal sealed class RoleManagerRule : RoleRule
{
    public override string RuleId => "LRA-104";

    public override string Title => "Execution role was created by IAM role manager";

    public override FindingSeverity Severity => FindingSeverity.High;

    internal override IEnumerable<RuleOutcome> Check(RoleCase role)
    {
        if (role.Unread is { } why) yield return RuleOutcome.Unknown(Severity, why);
        else if (role.Role is { Exists: true, SourceRoleTemplate: { IsPowerUser: true } template })
        {
            var version = template.TemplateMinorVersion is { } minor ? FormattableString.Invariant($" (minor version {minor})") : "";
            var functions = role.Functions.Select(function => $"{function.FunctionName} ({function.Region})")
                .Distinct(StringComparer.Ordinal);
            yield return RuleOutcome.Fail(Severity,
                $"IAM role manager created role {role.Role.RoleName} from template {template.TemplateArn}{version}, for any task. The "
                + "Lambda console assigns a role that matches the template to one function after another. "
                + $"It is used by {NameList.Few(functions)}.",
                $"{Remedies.Narrow(role)} Role manager can be turned off in IAM's account settings.");
        }
    }
}
