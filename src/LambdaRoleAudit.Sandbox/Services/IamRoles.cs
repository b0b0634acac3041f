using System.Globalization;
using System.Xml.Linq;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

// Roles and their policies.
public sealed partial class IamService
{
    private const int AttachedPoliciesPerRole = 10;
    private const int InlinePolicySize = 10_240;
    private const int TrustPolicySize = 2_048;
    private const int TagsPerEntity = 50;

    private object?[] CreateRole(SandboxRequest request)
    {
        var account = request.Account;
        var name = Required(request, "RoleName");
        var path = request.Form.GetValueOrDefault("Path", "/");
        var trust = Required(request, "AssumeRolePolicyDocument");
        VerifyTrust(trust);
        VerifyPrincipals(trust);
        var boundary = request.Form.GetValueOrDefault("PermissionsBoundary");
        if (boundary is not null) VerifyBoundary(account, boundary);
        if (account.Roles.ContainsKey(name)) throw new AwsError(409, "EntityAlreadyExists", $"Role with name {name} already exists.");
        if (account.Roles.Count >= account.RolesQuota)
            throw new AwsError(409, "LimitExceeded", $"Cannot exceed quota for RolesPerAccount: {account.RolesQuota}");
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
        SetTags(request, role.Tags, "TagsPerRole");
        account.Roles.Add(name, role);
        return [Describe(role, "Role")];
    }

    private object?[] ListRoles(SandboxRequest request)
    {
        var roles = SeenRoles(request);
        var prefix = request.Form.GetValueOrDefault("PathPrefix", "/");
        return Page(request, "Roles", roles.Values.Where(role => role.Path.StartsWith(prefix, StringComparison.Ordinal)),
            role => role.RoleName, role => Describe(role, "member", full: false));
    }

    private object?[] DeleteRole(SandboxRequest request)
    {
        var role = FindRole(request);
        if (role.InstanceProfiles.Count > 0) throw InInstanceProfile();
        if (role.AttachedPolicyArns.Count > 0)
            throw new AwsError(409, "DeleteConflict", "Cannot delete entity, must detach all policies first.");
        if (role.InlinePolicies.Count > 0) throw new AwsError(409, "DeleteConflict", "Cannot delete entity, must delete policies first.");
        request.Account.Roles.Remove(role.RoleName);
        Principals.Deleted(state, request.Account, role);
        return [];
    }

    private object?[] UpdateAssumeRolePolicy(SandboxRequest request)
    {
        var trust = Required(request, "PolicyDocument");
        VerifyTrust(trust);
        var role = FindRole(request);
        VerifyPrincipals(trust);
        role.AssumeRolePolicyDocument = trust;
        role.SettledAt = state.Now + state.IamDelay;
        return [];
    }

    private object?[] PutRolePermissionsBoundary(SandboxRequest request)
    {
        var boundary = Required(request, "PermissionsBoundary");
        var role = FindRole(request);
        VerifyBoundary(request.Account, boundary);
        role.PermissionsBoundary = boundary;
        role.SettledAt = state.Now + state.IamDelay;
        return [];
    }

    private object?[] DeleteRolePermissionsBoundary(SandboxRequest request)
    {
        var role = FindRole(request);
        role.PermissionsBoundary = null;
        role.SettledAt = state.Now + state.IamDelay;
        return [];
    }

    private object?[] AttachRolePolicy(SandboxRequest request)
    {
        var role = FindRole(request);
        var arn = Required(request, "PolicyArn");
        if (!PolicyArns().IsMatch(arn)) throw new AwsError(400, "InvalidInput", $"ARN {arn} is not valid.");
        if (request.Account.FindPolicy(arn) is null)
            throw new AwsError(404, "NoSuchEntity", $"Policy {arn} does not exist or is not attachable.");
        if (!role.AttachedPolicyArns.Contains(arn) && role.AttachedPolicyArns.Count >= AttachedPoliciesPerRole)
            throw new AwsError(409, "LimitExceeded", $"Cannot exceed quota for PoliciesPerRole: {AttachedPoliciesPerRole}");
        role.AttachedPolicyArns.Add(arn);
        role.SettledAt = state.Now + state.IamDelay;
        return [];
    }

    private static object?[] DetachRolePolicy(SandboxRequest request)
    {
        var arn = Required(request, "PolicyArn");
        return FindRole(request).AttachedPolicyArns.Remove(arn)
            ? []
            : throw new AwsError(404, "NoSuchEntity", $"Policy {arn} was not found.");
    }

    private object?[] ListAttachedRolePolicies(SandboxRequest request) => Page(
        request, "AttachedPolicies", SeenRole(request).AttachedPolicyArns, arn => arn,
        arn => new XElement(Namespace + "member",
            new XElement(Namespace + "PolicyName", arn[(arn.LastIndexOf('/') + 1)..]), new XElement(Namespace + "PolicyArn", arn)));

    private object?[] PutRolePolicy(SandboxRequest request)
    {
        var document = Required(request, "PolicyDocument");
        VerifyDocument(document);
        var role = FindRole(request);
        var name = Required(request, "PolicyName");
        var size = SizeOf(document) + role.InlinePolicies.Where(policy => policy.Key != name).Sum(policy => SizeOf(policy.Value));
        if (size > InlinePolicySize)
            throw new AwsError(409, "LimitExceeded", $"Maximum policy size of {InlinePolicySize} bytes exceeded for role {role.RoleName}");
        role.InlinePolicies[name] = document;
        role.SettledAt = state.Now + state.IamDelay;
        return [];
    }

    private object?[] GetRolePolicy(SandboxRequest request)
    {
        var role = SeenRole(request);
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
        Page(request, "PolicyNames", SeenRole(request).InlinePolicies.Keys, name => name, name => new XElement(Namespace + "member", name));

    private static object?[] DeleteRolePolicy(SandboxRequest request)
    {
        var name = Required(request, "PolicyName");
        return FindRole(request).InlinePolicies.Remove(name) ? [] : throw NoSuchPolicy(name);
    }

    private static object?[] TagRole(SandboxRequest request)
    {
        SetTags(request, FindRole(request).Tags, "TagsPerRole");
        return [];
    }

    private static object?[] UntagRole(SandboxRequest request)
    {
        var keys = IamParameters.TagKeys(request.Form);
        var role = FindRole(request);
        foreach (var key in keys) role.Tags.Remove(key);
        return [];
    }

    /// <summary>Sets all tags or none: "the entire request fails" (IAM API reference, TagRole).</summary>
    private static void SetTags(SandboxRequest request, SortedDictionary<string, string> current, string quota)
    {
        var tags = IamParameters.Tags(request.Form);
        if (current.Keys.Union(tags.Keys, StringComparer.OrdinalIgnoreCase).Count() > TagsPerEntity)
            throw new AwsError(409, "LimitExceeded", $"Cannot exceed quota for {quota}: {TagsPerEntity}");
        foreach (var (key, value) in tags)
        {
            current.Remove(key);
            current[key] = value;
        }
    }

    private static void VerifyTrust(string document)
    {
        VerifyDocument(document);
        if (SizeOf(document) > TrustPolicySize)
            throw new AwsError(409, "LimitExceeded", $"Cannot exceed quota for ACLSizePerRole: {TrustPolicySize}");
    }

    private void VerifyPrincipals(string document)
    {
        if (Principals.FindMissing(state, document) is { } principal)
            throw new AwsError(400, "MalformedPolicyDocument", $"Invalid principal in policy: \"AWS\":\"{principal}\"");
    }

    private static void VerifyBoundary(AccountState account, string arn)
    {
        if (account.FindPolicy(arn) is null)
            throw new AwsError(404, "NoSuchEntity", $"Scope ARN: {arn} does not exist or is not attachable.");
    }
}
