using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>IAM, API 2010-05-08: roles and their policies. Global in a partition, whatever region signs.</summary>
public sealed partial class IamService(SandboxState state) : QueryService("iam", "https://iam.amazonaws.com/doc/2010-05-08/")
{
    private const int DefaultPage = 100;
    private const int AttachedPoliciesPerRole = 10;
    private const int RolesPerAccount = 1000;

    protected override object?[] Handle(SandboxRequest request)
    {
        lock (request.Account.Lock)
        {
            return request.Operation switch
            {
                "CreateRole" => CreateRole(request),
                "GetRole" => [Describe(FindRole(request), "Role")],
                "ListRoles" => ListRoles(request),
                "DeleteRole" => DeleteRole(request),
                "AttachRolePolicy" => AttachRolePolicy(request),
                "DetachRolePolicy" => DetachRolePolicy(request),
                "ListAttachedRolePolicies" => ListAttachedRolePolicies(request),
                "PutRolePolicy" => PutRolePolicy(request),
                "GetRolePolicy" => GetRolePolicy(request),
                "ListRolePolicies" => ListRolePolicies(request),
                "DeleteRolePolicy" => DeleteRolePolicy(request),
                _ => throw UnknownOperation(request),
            };
        }
    }

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
        if (account.Roles.ContainsKey(name)) throw new AwsError(409, "EntityAlreadyExists", $"Role with name {name} already exists.");
        if (account.Roles.Count >= RolesPerAccount) throw new AwsError(409, "LimitExceeded", $"Cannot exceed quota for RolesPerAccount: {RolesPerAccount}");
        var role = new RoleState
        {
            RoleName = name,
            Path = path,
            RoleId = $"AROA{Identifiers.Upper(16)}",
            Arn = account.RoleArn(path, name),
            CreateDate = state.Now,
            AssumeRolePolicyDocument = trust,
            Description = request.Form.GetValueOrDefault("Description"),
            MaxSessionDuration = int.Parse(request.Form.GetValueOrDefault("MaxSessionDuration", "3600"), CultureInfo.InvariantCulture),
        };
        for (var i = 1; request.Form.TryGetValue(string.Create(CultureInfo.InvariantCulture, $"Tags.member.{i}.Key"), out var key); i++)
            role.Tags[key] = request.Form[string.Create(CultureInfo.InvariantCulture, $"Tags.member.{i}.Value")];
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

    private static object?[] AttachRolePolicy(SandboxRequest request)
    {
        var role = FindRole(request);
        var arn = Required(request, "PolicyArn");
        if (!PolicyArns().IsMatch(arn)) throw new AwsError(400, "InvalidInput", $"ARN {arn} is not valid.");
        if (!role.AttachedPolicyArns.Contains(arn) && role.AttachedPolicyArns.Count >= AttachedPoliciesPerRole)
            throw new AwsError(409, "LimitExceeded", $"Cannot exceed quota for PoliciesPerRole: {AttachedPoliciesPerRole}");
        role.AttachedPolicyArns.Add(arn);
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

    private static object?[] PutRolePolicy(SandboxRequest request)
    {
        var document = Required(request, "PolicyDocument");
        VerifyDocument(document);
        FindRole(request).InlinePolicies[Required(request, "PolicyName")] = document;
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

    private static RoleState FindRole(SandboxRequest request)
    {
        var name = Required(request, "RoleName");
        return request.Account.Roles.TryGetValue(name, out var role)
            ? role
            : throw new AwsError(404, "NoSuchEntity", $"The role with name {name} cannot be found.");
    }

    /// <summary>One page, by Marker and MaxItems. The marker is the last item's key: it holds while items come and go.</summary>
    private object?[] Page<T>(SandboxRequest request, string list, IEnumerable<T> items, Func<T, string> key, Func<T, XElement> describe)
    {
        var size = int.Parse(request.Form.GetValueOrDefault("MaxItems", DefaultPage.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
        var rest = items.ToList();
        if (request.Form.TryGetValue("Marker", out var marker))
        {
            var last = Marker.Decode(marker) ?? throw new AwsError(400, "ValidationError", "Invalid Marker.");
            rest.RemoveAll(item => string.Compare(key(item), last, StringComparison.OrdinalIgnoreCase) <= 0);
        }

        var isTruncated = rest.Count > size;
        var page = rest.Take(size).ToList();
        return
        [
            new XElement(Namespace + list, page.Select(describe)),
            new XElement(Namespace + "IsTruncated", isTruncated ? "true" : "false"),
            isTruncated ? new XElement(Namespace + "Marker", Marker.Encode(key(page[^1]))) : null,
        ];
    }

    /// <summary>ListRoles leaves out tags (IAM API reference: "does not return the following attributes").</summary>
    private XElement Describe(RoleState role, string element, bool full = true) => new(
        Namespace + element,
        new XElement(Namespace + "Path", role.Path),
        new XElement(Namespace + "RoleName", role.RoleName),
        new XElement(Namespace + "RoleId", role.RoleId),
        new XElement(Namespace + "Arn", role.Arn),
        new XElement(Namespace + "CreateDate", role.CreateDate.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        new XElement(Namespace + "AssumeRolePolicyDocument", Uri.EscapeDataString(role.AssumeRolePolicyDocument)),
        role.Description is null ? null : new XElement(Namespace + "Description", role.Description),
        new XElement(Namespace + "MaxSessionDuration", role.MaxSessionDuration),
        !full || role.Tags.Count == 0 ? null : new XElement(Namespace + "Tags", role.Tags.Select(tag =>
            new XElement(Namespace + "member", new XElement(Namespace + "Key", tag.Key), new XElement(Namespace + "Value", tag.Value)))));

    private static void VerifyDocument(string document)
    {
        try
        {
            using var json = JsonDocument.Parse(document);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("Statement", out _)) return;
        }
        catch (JsonException)
        {
            // Said below, as IAM says it.
        }

        throw new AwsError(400, "MalformedPolicyDocument", "This policy contains invalid Json");
    }

    private static AwsError NoSuchPolicy(string name) => new(404, "NoSuchEntity", $"The role policy with name {name} cannot be found.");

    [GeneratedRegex(@"^[\w+=,.@-]{1,64}$", RegexOptions.ECMAScript)]
    private static partial Regex RoleNames();

    [GeneratedRegex(@"^/$|^/[\x21-\x7E]{0,509}/$")]
    private static partial Regex Paths();

    [GeneratedRegex(@"^arn:[\w-]+:iam::(aws|\d{12}):policy/.+$", RegexOptions.ECMAScript)]
    private static partial Regex PolicyArns();
}
