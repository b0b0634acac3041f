using System.Globalization;
using System.Xml.Linq;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

// Roles, and the policies on them.
public sealed partial class IamService
{
    private const int AttachedPoliciesPerRole = 10;
    private const int InlinePolicySize = 10_240;
    private const int TrustPolicySize = 2_048;
    private const int TagsPerRole = 50;

    private object?[] CreateRole(SandboxRequest request)
    {
        var account = request.Account;
        var name = Required(request, "RoleName");
        var path = request.Form.GetValueOrDefault("Path", "/");
        var trust = Required(request, "AssumeRolePolicyDocument");
        if (!RoleNames().IsMatch(name))
        {
            throw new AwsError(400, "ValidationError", name.Length > 64
                ? $"1 validation error detected: Value '{name}' at 'roleName' failed to satisfy constraint: Member must have length less than or equal to 64"
                : "The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-");
        }

        if (!Paths().IsMatch(path)) throw new AwsError(400, "ValidationError", "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.");
        VerifyDocument(trust);
        if (SizeOf(trust) > TrustPolicySize) throw new AwsError(409, "LimitExceeded", $"Cannot exceed quota for ACLSizePerRole: {TrustPolicySize}");
        var boundary = request.Form.GetValueOrDefault("PermissionsBoundary");
        if (boundary is not null && account.FindPolicy(boundary) is null) throw new AwsError(404, "NoSuchEntity", $"Scope ARN: {boundary} does not exist or is not attachable.");
        if (account.Roles.ContainsKey(name)) throw new AwsError(409, "EntityAlreadyExists", $"Role with name {name} already exists.");
        if (account.Roles.Count >= account.RolesQuota) throw new AwsError(409, "LimitExceeded", $"Cannot exceed quota for RolesPerAccount: {account.RolesQuota}");
        var role = new RoleState
        {
            RoleName = name,
            Path = path,
            RoleId = $"AROA{Identifiers.Upper(16)}",
            Arn = account.RoleArn(path, name),
            CreateDate = state.Now,
            AssumeRolePolicyDocument = trust,
            Description = request.Form.GetValueOrDefault("Description"),
            PermissionsBoundary = boundary,
            SettledAt = state.Now + state.IamDelay,
            MaxSessionDuration = int.Parse(request.Form.GetValueOrDefault("MaxSessionDuration", "3600"), CultureInfo.InvariantCulture),
        };
        SetTags(request, role);
        account.Roles.Add(name, role);
        return [Describe(role, "Role")];
    }

    private object?[] ListRoles(SandboxRequest request)
    {
        var prefix = request.Form.GetValueOrDefault("PathPrefix", "/");
        return Page(request, "Roles", request.Account.Roles.Values.Where(role => role.Path.StartsWith(prefix, StringComparison.Ordinal)),
            role => role.RoleName, role => Describe(role, "member", full: false));
    }

    private static object?[] DeleteRole(SandboxRequest request)
    {
        var role = FindRole(request);
        if (role.AttachedPolicyArns.Count > 0) throw new AwsError(409, "DeleteConflict", "Cannot delete entity, must detach all policies first.");
        if (role.InlinePolicies.Count > 0) throw new AwsError(409, "DeleteConflict", "Cannot delete entity, must delete policies first.");
        request.Account.Roles.Remove(role.RoleName);
        return [];
    }

    private object?[] AttachRolePolicy(SandboxRequest request)
    {
        var role = FindRole(request);
        var arn = Required(request, "PolicyArn");
        if (!PolicyArns().IsMatch(arn)) throw new AwsError(400, "InvalidInput", $"ARN {arn} is not valid.");
        if (request.Account.FindPolicy(arn) is null) throw new AwsError(404, "NoSuchEntity", $"Policy {arn} does not exist or is not attachable.");
        if (!role.AttachedPolicyArns.Contains(arn) && role.AttachedPolicyArns.Count >= AttachedPoliciesPerRole)
            throw new AwsError(409, "LimitExceeded", $"Cannot exceed quota for PoliciesPerRole: {AttachedPoliciesPerRole}");
        role.AttachedPolicyArns.Add(arn);
        role.SettledAt = state.Now + state.IamDelay;
        return [];
    }

    private static object?[] DetachRolePolicy(SandboxRequest request)
    {
        var arn = Required(request, "PolicyArn");
        return FindRole(request).AttachedPolicyArns.Remove(arn) ? [] : throw new AwsError(404, "NoSuchEntity", $"Policy {arn} was not found.");
    }

    private object?[] ListAttachedRolePolicies(SandboxRequest request) => Page(
        request, "AttachedPolicies", FindRole(request).AttachedPolicyArns, arn => arn,
        arn => new XElement(Namespace + "member",
            new XElement(Namespace + "PolicyName", arn[(arn.LastIndexOf('/') + 1)..]), new XElement(Namespace + "PolicyArn", arn)));

    private object?[] PutRolePolicy(SandboxRequest request)
    {
        var document = Required(request, "PolicyDocument");
        VerifyDocument(document);
        var role = FindRole(request);
        var name = Required(request, "PolicyName");
        var size = SizeOf(document) + role.InlinePolicies.Where(policy => policy.Key != name).Sum(policy => SizeOf(policy.Value));
        if (size > InlinePolicySize) throw new AwsError(409, "LimitExceeded", $"Maximum policy size of {InlinePolicySize} bytes exceeded for role {role.RoleName}");
        role.InlinePolicies[name] = document;
        role.SettledAt = state.Now + state.IamDelay;
        return [];
    }

    private object?[] GetRolePolicy(SandboxRequest request)
    {
        var role = FindRole(request);
        var name = Required(request, "PolicyName");
        return role.InlinePolicies.TryGetValue(name, out var document)
            ?
            [
                new XElement(Namespace + "RoleName", role.RoleName),
                new XElement(Namespace + "PolicyName", name),
                new XElement(Namespace + "PolicyDocument", Uri.EscapeDataString(document)),
            ]
            : throw NoSuchPolicy(name);
    }

    private object?[] ListRolePolicies(SandboxRequest request) =>
        Page(request, "PolicyNames", FindRole(request).InlinePolicies.Keys, name => name, name => new XElement(Namespace + "member", name));

    private static object?[] DeleteRolePolicy(SandboxRequest request)
    {
        var name = Required(request, "PolicyName");
        return FindRole(request).InlinePolicies.Remove(name) ? [] : throw NoSuchPolicy(name);
    }

    private static object?[] TagRole(SandboxRequest request)
    {
        SetTags(request, FindRole(request));
        return [];
    }

    private static object?[] UntagRole(SandboxRequest request)
    {
        var role = FindRole(request);
        for (var i = 1; request.Form.TryGetValue(string.Create(CultureInfo.InvariantCulture, $"TagKeys.member.{i}"), out var key); i++) role.Tags.Remove(key);
        return [];
    }

    private static void SetTags(SandboxRequest request, RoleState role)
    {
        for (var i = 1; request.Form.TryGetValue(string.Create(CultureInfo.InvariantCulture, $"Tags.member.{i}.Key"), out var key); i++)
            role.Tags[key] = request.Form.GetValueOrDefault(string.Create(CultureInfo.InvariantCulture, $"Tags.member.{i}.Value"), "");
        if (role.Tags.Count > TagsPerRole) throw new AwsError(409, "LimitExceeded", $"Cannot exceed quota for TagsPerRole: {TagsPerRole}");
    }
}
