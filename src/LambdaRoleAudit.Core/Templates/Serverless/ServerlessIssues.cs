using System.Globalization;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>What blocks a step of a plan for a service file, and what to know about it.</summary>
internal static class ServerlessIssues
{
    public static PlanIssue Imported(string role) => new(
        "RoleImported",
        $"The role {role} is not declared in this service: the file only names it. Its policies are unknown here. Add the role of the "
        + "snippet, give it the policies that the function needs, and set the function's role to it.");

    public static PlanIssue Unknown(string? reason) => new(
        "RoleUnknown", $"The function's role cannot be determined from the service file: {reason ?? "it is not named"}.");

    public static PlanIssue ValueFromAlias(string function, int line) => new(
        "ValueFromAlias",
        $"A setting of function {function} is shared through a YAML anchor or a variable (line {Text(line)}), and a change there would "
        + "change other places too. Write the setting out at the function, and make the plan again.");

    public static PlanIssue PlaceUnusual(int line) => new(
        "PlaceUnusual", $"Line {Text(line)} is written in a form that cannot be edited safely. Make the change of the snippet by hand.");

    public static PlanIssue OtherFile(string path) => new(
        "DeclaredInOtherFile",
        $"The function is declared in {path}, which the service file includes. Make the change of the snippet by hand.");

    public static PlanIssue ResourcesElsewhere(string value) => new(
        "ResourcesInOtherFile",
        $"The service's resources are {value}, and the new role cannot be written into this file. Make the change of the snippet by "
        + "hand.");

    public static PlanIssue NotDetermined(IEnumerable<string> reasons) => new(
        "PermissionsUnknown",
        "What the framework grants to the function cannot be determined completely, so a role written out could lose a permission: "
        + $"{string.Join(' ', reasons)} Complete the role of the snippet by hand.");

    public static PlanIssue More(string request) => new(
        "NotProven", $"The new role would allow a request that the shared role does not allow: {request}.");

    public static PlanIssue Changed(string function) => new(
        "RoleFromResources",
        $"resources changes the role of function {function} (Properties.Role of its Lambda function). Make the change of the snippet "
        + "there.");

    public static PlanIssue AttachmentUnclear(string policy, int line, string role) => new(
        "PolicyAttachmentUnclear",
        $"{policy} (line {Text(line)}) changes the role {role}, or can attach a policy to it, in a form that cannot be carried over "
        + "safely. Make the change of the snippet by hand, and attach the policy to the new role too.");

    public static PlanIssue Needed(string role, int line, string path) => new(
        "SharedRoleNeeded",
        $"Line {Text(line)} of {path} names the role {role}. The framework leaves that role out if no function uses it, and then what "
        + "names it cannot be deployed, or loses its role. Change that place first, or keep one function on the shared role.");

    public static PlanIssue NamedElsewhere(string role, int line, string target) => new(
        "SharedRoleNamed",
        $"The role {role} is also named at line {Text(line)}. The function will run under {target}, which is not named there. The "
        + $"framework leaves {ServerlessService.SharedRole} out if no function uses it, and then what names it cannot be deployed. Check "
        + "that place.");

    public static PlanIssue NameLength(string function) => new(
        "RoleNameLength",
        $"The name of the new role of function {function} is made of other names, and IAM allows 64 characters. The name "
        + "can be too long. If the deployment fails, give the role a shorter name at the function.");

    public static PlanIssue Narrower(string function) => new(
        "LogsNarrower",
        $"What the framework grants for logs covers only the log group of function {function} in the new role. In the shared role, it "
        + "covers the log groups of all functions.");

    public static PlanIssue GrantsLeft(string function, IReadOnlyList<string> grants) => new(
        "SharedGrantsLeft",
        $"The new role of function {function} is narrower than the shared role: it does not have what the framework granted because of "
        + $"other functions ({string.Join(", ", grants)}). If the code of the function uses this, add it to the new role.");

    public static PlanIssue PluginsNotRun(string function) => new(
        "PluginsNotRun",
        "A plugin of the service can add permissions to the shared role, and plugins were not run here. Compare the roles of function "
        + $"{function} in the output of 'serverless package', before and after the change.");

    public static PlanIssue LogsDenied(string function) => new(
        "PermissionsUnknown",
        $"The shared role denies writing to the log group of function {function} (disableLogs). A managed policy of the new role can allow "
        + "it, and its document is not known here. Complete the role of the snippet by hand.");

    public static PlanIssue Vpc(string shared) => new(
        "VpcFunction",
        $"The function is in a VPC, and Lambda deletes its old network interfaces with the permissions of {shared}, up to 20 minutes after "
        + "the deployment or later. The framework removes that role if no function uses it. Deploy the functions in two steps, or check "
        + "the old network interfaces afterwards.");

    public static PlanIssue BoundaryOfPlugin() => new(
        "BoundaryOfPlugin",
        $"custom.{ServerlessPlugins.RolesPerFunction} sets a permissions boundary, or was not read. The plugin does not put it on a role "
        + "among the resources. Complete the role of the snippet with PermissionsBoundary by hand.");

    public static PlanIssue BoundaryAdded(string function) => new(
        "BoundaryAdded",
        $"The plugin {ServerlessPlugins.RolesPerFunction} can give the new role of function {function} a permissions boundary that does "
        + "not apply to the function yet. The function then loses what the boundary does not allow. Check the boundary before you deploy.");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
