using System.Xml.Linq;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

// EC2 instance profiles, which prevent a role from being deleted.
public sealed partial class IamService
{
    private object?[] CreateInstanceProfile(SandboxRequest request)
    {
        var name = Required(request, "InstanceProfileName");
        if (request.Account.FindInstanceProfile(name) is not null)
            throw new AwsError(409, "EntityAlreadyExists", $"Instance Profile {name} already exists.");
        var profile = new InstanceProfileState(
            name, request.Form.GetValueOrDefault("Path", "/"), $"AIPA{Identifiers.Upper(16)}", state.Now, IamParameters.Tags(request.Form));
        request.Account.InstanceProfiles.Add(name, profile);
        return [Describe(request.Account, request.Account.Roles.Values, profile, "InstanceProfile")];
    }

    private object?[] GetInstanceProfile(SandboxRequest request) =>
        [Describe(request.Account, request.Account.Roles.Values, FindInstanceProfile(request), "InstanceProfile")];

    private static object?[] DeleteInstanceProfile(SandboxRequest request)
    {
        var profile = FindInstanceProfile(request);
        if (request.Account.Roles.Values.Any(role => role.InstanceProfiles.Contains(profile.Name))) throw InInstanceProfile();
        request.Account.InstanceProfiles.Remove(profile.Name);
        return [];
    }

    private static object?[] AddRoleToInstanceProfile(SandboxRequest request)
    {
        var profile = FindInstanceProfile(request);
        var role = FindRole(request);
        // "An instance profile can contain only one role, and this quota cannot be increased" (IAM API reference).
        if (request.Account.Roles.Values.Any(other => other.InstanceProfiles.Contains(profile.Name)))
            throw new AwsError(409, "LimitExceeded", "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1");
        role.InstanceProfiles.Add(profile.Name);
        return [];
    }

    private static object?[] RemoveRoleFromInstanceProfile(SandboxRequest request)
    {
        var profile = FindInstanceProfile(request);
        var role = FindRole(request);
        return role.InstanceProfiles.Remove(profile.Name) ? [] : throw NoSuchRole(role.RoleName);
    }

    private object?[] ListInstanceProfilesForRole(SandboxRequest request)
    {
        var role = SeenRole(request);
        return Page(request, "InstanceProfiles", role.InstanceProfiles.Select(request.Account.InstanceProfileOf),
            profile => profile.Name, profile => Describe(request.Account, [role], profile, "member"));
    }

    /// <summary>Describes an instance profile, with the role that it contains in the form that ListRoles returns.</summary>
    private XElement Describe(AccountState account, IEnumerable<RoleState> roles, InstanceProfileState profile, string element) => new(
        Namespace + element,
        new XElement(Namespace + "Path", profile.Path),
        new XElement(Namespace + "InstanceProfileName", profile.Name),
        new XElement(Namespace + "InstanceProfileId", profile.Id),
        new XElement(Namespace + "Arn", $"arn:{account.Partition}:iam::{account.AccountId}:instance-profile{profile.Path}{profile.Name}"),
        new XElement(Namespace + "CreateDate", Time(profile.CreateDate)),
        new XElement(Namespace + "Roles",
            roles.Where(role => role.InstanceProfiles.Contains(profile.Name)).Select(role => Describe(role, "member", full: false))),
        profile.Tags.Count == 0 ? null : new XElement(Namespace + "Tags", profile.Tags.Select(Tag)));

    private static InstanceProfileState FindInstanceProfile(SandboxRequest request)
    {
        var name = Required(request, "InstanceProfileName");
        return request.Account.FindInstanceProfile(name)
            ?? throw new AwsError(404, "NoSuchEntity", $"Instance Profile {name} cannot be found.");
    }

    private static AwsError InInstanceProfile() =>
        new(409, "DeleteConflict", "Cannot delete entity, must remove roles from instance profile first.");
}
