using System.Globalization;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>What blocks a step of a plan for a template, and what to know about it. Ids and texts in one place.</summary>
internal static class TemplateIssues
{
    public static PlanIssue Imported(string role) => new(
        "RoleImported",
        $"The role {role} is not declared in this template: the template only names it. Its policies are unknown here. Add the role of the "
        + "snippet, give it the policies that the function needs, and set the function's Role to it.");

    public static PlanIssue Generated(string role) => new(
        "RoleGenerated",
        $"AWS SAM generates the role {role} for one function, so the template has no text of it. Give each other function that uses it the "
        + "role of the snippet, or remove its Role and declare its Policies, so that SAM generates a role for it too.");

    public static PlanIssue Unknown(string? reason) => new(
        "RoleUnknown", $"The function's role cannot be determined from the template: {reason ?? "it is not named."}");

    public static PlanIssue Conditional(int line) => new(
        "RoleConditional",
        $"The function's role depends on a condition (line {Text(line)}). Give each branch a role of the function's own, as in the "
        + "snippet.");

    public static PlanIssue ValueFromAlias(string logicalId, int line) => new(
        "ValueFromAlias",
        $"A value of {logicalId} is shared through a YAML anchor (line {Text(line)}), and a change there would change other places too. "
        + "Write the value itself in each place that uses it, and create the plan again.");

    public static PlanIssue PlaceUnusual(int line) => new(
        "PlaceUnusual", $"Line {Text(line)} is written in a form that cannot be edited safely. Make the change of the snippet by hand.");

    public static PlanIssue LineEnds() => new(
        "PlaceUnusual",
        "The lines of the template end with a carriage return alone, as on old Macs. Save the file with line feeds, and create the plan "
        + "again.");

    public static PlanIssue FromMacro(string logicalId) => new(
        "DeclaredByMacro",
        $"{logicalId} is made by a loop or a macro (Fn::ForEach, Fn::Transform), so it is not a text of its own. Change the macro's input "
        + "so that each function has a role of its own.");

    public static PlanIssue RoleFromMacro(string logicalId, int line) => new(
        "RoleFromMacro",
        $"A part of {logicalId} is made by a loop or a macro (line {Text(line)}), and what it makes is unknown. Make the change of the "
        + "snippet by hand.");

    public static PlanIssue AttachmentUnclear(string policy, int line) => new(
        "PolicyAttachmentUnclear",
        $"The policy {policy} (line {Text(line)}) names the shared role in a form that cannot be extended safely. Attach the policy to the "
        + "new role too, as in the snippet.");

    public static PlanIssue Connector(string name) => new(
        "ConnectorNotRead",
        $"{name} is a connector of AWS SAM, which attaches policies to the roles of functions. What a new role would get is not known. "
        + "Replace the connector with policies, or change the role by hand.");

    public static PlanIssue OwnIdentity(string policy, string role) => new(
        "PolicyDependsOnRole",
        $"The policy {policy} limits the role {role} by the role's own name, or by who asks. A copy for another role would not limit it in "
        + "the same way. Write the policy for the new role by hand.");

    public static PlanIssue NarrowingOutside(string role) => new(
        "NarrowedNotWritable",
        $"Other resources attach policies to the role {role}. In the role itself, their text could depend on the function in a circle. "
        + "Use -Strategy Copy.");

    public static PlanIssue ConditionsDiffer(string function, string condition, string role, string roleCondition) => new(
        "ConditionsDiffer",
        $"Function {function} has the condition {condition} and role {role} the condition {roleCondition}. A new role can have one only. "
        + "Decide which one, and make the change of the snippet by hand.");

    public static PlanIssue NamedOnCondition(string function, string role, string condition) => new(
        "ConditionsDiffer",
        $"Function {function} names the role {role} by its name, and can exist without the condition {condition}, on which the template "
        + "declares the role. Without it, the function has another role of that name, which is not known here. Give function and role the "
        + "same condition, or make the change of the snippet by hand.");

    public static PlanIssue RoleNeedsFunction(string function, string role) => new(
        "RoleDependsOnFunction",
        $"Function {function} names the role {role} by its name, and the role's text needs the function, or can need it. A role of the "
        + "function's own would wait for the function, and the function for the role, which CloudFormation rejects. Move what needs the "
        + $"function from {role} to a resource AWS::IAM::Policy with {role} in its Roles, and create the plan again.");

    public static PlanIssue RoleNotInResources(string role) => new(
        "RoleNotInTemplate", $"The role {role} was not found under Resources of the template.");

    public static PlanIssue NameMerged(string role, int line) => new(
        "ValueFromAlias",
        $"RoleName of {role} comes from a YAML anchor (line {Text(line)}), and a second role cannot have the same name. Write the "
        + "properties of the role out, and make the plan again.");

    public static PlanIssue StrategyNotSupported(RepairStrategy strategy) => new(
        "StrategyNotSupported",
        $"The strategy {strategy} is not available for this template. Use -Strategy Copy.");

    public static PlanIssue GeneratedByCdk(string function, string? role) => new(
        "GeneratedByCdk",
        $"The template is the output of cdk synth, which overwrites it. Change the construct {function} in the CDK app"
        + (role is null ? "." : $"; its role is the construct {role}."));

    public static PlanIssue TooManyResources(int count, int most) => new(
        "TooManyResources",
        $"The template would have {Text(count)} resources with the new roles; CloudFormation allows {Text(most)}. Split the stack first, "
        + "or plan fewer functions.");

    public static PlanIssue TemplateTooLarge(long bytes, int most) => new(
        "TemplateTooLarge",
        $"The template would have {Text(bytes)} bytes or more with the new roles; CloudFormation allows {Text(most)}. Split the stack "
        + "first, or plan fewer functions.");

    public static PlanIssue NeedsBucket(int bytes, int most) => new(
        "TemplateNeedsS3",
        $"The template grows to {Text(bytes)} bytes. Above {Text(most)} bytes, CloudFormation takes it from Amazon S3 only: use 'aws "
        + "cloudformation package' or 'deploy --s3-bucket'.");

    public static PlanIssue NamedElsewhere(string uses, string shared, string target) => new(
        "SharedRoleNamed",
        $"The role {shared} is also named by {uses}. The function will run under {target}, which is not named there. Check each of them, "
        + $"and add {target} if the function needs it.");

    public static PlanIssue NamesItself(string policy, string shared, string target) => new(
        "PolicyNamesRole",
        $"The policy {policy} names the role {shared}, to which it is attached. {target} gets the same policy, so it has the permission "
        + $"for {shared} and not for itself.");

    public static PlanIssue LeftUnused(string shared) => new(
        "SharedRoleUnused",
        $"After this plan, no function of the template uses the role {shared}. It stays in the template. Remove it later, when nothing "
        + "else uses it.");

    public static PlanIssue InVpc(string shared, bool isRetained, string deleted) => new(
        "VpcFunction",
        $"The function is in a VPC, and Lambda deletes its old network interfaces with the permissions of {shared}, which can take 20 "
        + $"minutes or more after the deployment. Keep {shared} until then. "
        + (isRetained
            ? $"If you remove it from the template or delete the stack, {shared} stays in the account, because its DeletionPolicy is "
                + "Retain." + (deleted.Length == 0 ? "" : " The policies that other resources of the template give it do not stay: "
                    + $"{deleted}. If you delete the stack, Lambda can lack them to delete the interfaces. Before that, attach "
                    + $"AWSLambdaVPCAccessExecutionRole to {shared} in its ManagedPolicyArns.")
            : "If you remove it from the template, set DeletionPolicy: Retain first."));

    public static PlanIssue AttachedLate(string policies, string target) => new(
        "PolicyAttachedLater",
        $"CloudFormation can move the function before it attaches {policies} to {target}, because the function cannot be made to wait "
        + "for it: the policy can depend on the function, or has another condition. The function lacks these permissions for a short "
        + "time. To avoid this, deploy the new role and its policies first, and the function's Role in a second deployment.");

    public static PlanIssue VersionsKeep(string versions, string shared) => new(
        "VersionsKeepRole",
        $"Published versions keep their role. An alias that routes to a version of before runs under {shared} until a new version is "
        + $"published and the alias routes to it ({versions}). A change of the role alone publishes none. Keep {shared} until then.");

    public static PlanIssue SeveralTemplates(string what, string files) => new(
        "DeploymentAmbiguous",
        $"{what} can be declared in several of the templates ({files}), but was deployed from one. Specify only that one with -Path.");

    public static PlanIssue Macro(string names) => new(
        "MacroChangesTemplate",
        $"The macro {names} changes the template when it is deployed. What it does with the new roles is unknown.");

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
