using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>What blocks a step of a plan for Terraform, and what to know about it. Ids and texts in one place.</summary>
internal static class TerraformIssues
{
    public static PlanIssue NotText(string path) => new(
        "TerraformNotText",
        $"'{path}' is the output of terraform show, which is not what the roles are declared in. Plan the repair of the folder of .tf "
        + "files, or write the snippet into it.");

    public static PlanIssue FilesNotRead(string path) => new(
        "FilesNotRead",
        $"'{path}' was not read, and it can change the function and its role. Check what it declares, and make the change of the snippet "
        + "by hand.");

    public static PlanIssue RoleChangesIgnored(string function) => new(
        "RoleChangesIgnored",
        $"{function} has lifecycle.ignore_changes for its role, so Terraform would not change the role. Remove the role from "
        + "ignore_changes, and make the plan again.");

    public static PlanIssue GivenToModule(string module, string role) => new(
        "PolicyAttachmentUnclear",
        $"The new role could lack a permission: {module} gets the role {role}, and was not read completely. It can attach policies to the "
        + "role. Check the module, and make the change of the snippet by hand.");

    public static PlanIssue Imported(string role) => new(
        "RoleImported",
        $"The role {role} is not declared in the folder: the files only name it. Its policies are unknown here. Add the role of the "
        + "snippet, give it the policies that the function needs, and set the function's role to it.");

    public static PlanIssue Unknown(string? reason) => new(
        "RoleUnknown", $"The function's role cannot be determined from the files: {reason ?? "it is not named"}.");

    public static PlanIssue Conditional(string function) => new(
        "RoleConditional",
        $"The role of {function} depends on a condition. Give each branch a role of the function's own, as in the snippet.");

    public static PlanIssue FunctionRepeated(string function) => new(
        "FunctionRepeated",
        $"{function} is an instance of a resource with count or for_each, and all instances have one text. Give the role of the "
        + "snippet the same count or for_each, so that each function has its own.");

    public static PlanIssue RoleRepeated(string role) => new(
        "RoleRepeated",
        $"The role {role} is an instance of a resource with count or for_each, so it has no text of its own to copy. Make the change "
        + "of the snippet by hand.");

    public static PlanIssue RoleInOtherModule(string function, string role) => new(
        "RoleInOtherModule",
        $"{function} and its role {role} are in different modules, and the role is passed between them. Declare a role for each function, "
        + "as in the snippet, and pass each function its own.");

    public static PlanIssue AttachmentUnclear(string attachment) => new(
        "PolicyAttachmentUnclear",
        $"{attachment} names the shared role in a form that cannot be copied safely. Attach the policy to the new role too, as in the "
        + "snippet.");

    public static PlanIssue AttachmentDoubtful(string reason) => new(
        "PolicyAttachmentUnclear",
        $"The new role could lack a permission: {reason} Name the role there, and make the plan again.");

    public static PlanIssue NamedElsewhere(string uses, string shared, string target) => new(
        "SharedRoleNamed",
        $"The role {shared} is also named by {uses}. The function will run under {target}, which is not named there. Check each of them, "
        + $"and add {target} if the function needs it.");

    public static PlanIssue RoleFollowed(string uses, string function, string shared, string target) => new(
        "RoleOfFunctionNamed",
        $"The role of {function} is used by {uses}. After this step, that is {target} and no longer {shared}, so the other functions on "
        + $"{shared} lose what is given there. If they need it, name {shared} there, too.");

    public static PlanIssue VersionsKeep(string aliases, string shared) => new(
        "VersionsKeepRole",
        $"Published versions keep their role. These aliases can route to a version of before, which runs under {shared}: {aliases}. "
        + $"Publish a new version, and let the aliases route to it. Keep {shared} until then.");

    public static PlanIssue LeftUnused(string shared) => new(
        "SharedRoleUnused",
        $"After this plan, no function of the folder uses the role {shared}. It stays in the files. Remove it later, when nothing "
        + "else uses it.");

    public static PlanIssue InVpc(string shared) => new(
        "VpcFunction",
        "The function is in a VPC, and Lambda deletes its old network interfaces with the permissions of its old role, up to 20 minutes "
        + $"after the deployment or later. Keep {shared} until then.");

    public static PlanIssue ChangesOthers(string functions) => new(
        "ModuleUsedAgain",
        $"The module is used more than once, so the change gives these functions roles of their own, too: {functions}.");

    public static PlanIssue AttachedLate(string policies, string first) => new(
        "PolicyAttachedLater",
        $"Terraform can move the function before it attaches {policies}, and the function lacks these permissions for a short time. If "
        + $"the policy does not depend on the function, add it to the function's depends_on: depends_on = [{first}].");

    public static PlanIssue NarrowedForOthers(string functions) => new(
        "NarrowedNotWritable",
        $"The module is used more than once, so these functions would get the narrowed role, too: {functions}. Use -Strategy Copy.");
}
