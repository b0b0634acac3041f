using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>IAM, API 2010-05-08: roles and their policies. Global in a partition, whatever region is in the signature.</summary>
/// <param name="state">The state.</param>
/// <param name="staleness">The maximum age of the data that reads return.</param>
/// <param name="seed">The seed for the age of each read.</param>
public sealed partial class IamService(SandboxState state, TimeSpan staleness, int seed)
    : QueryService("iam", "https://iam.amazonaws.com/doc/2010-05-08/")
{
    private const int DefaultPage = 100;

    private readonly Random _ages = new(seed);

    protected override object?[] Handle(SandboxRequest request)
    {
        IamParameters.Verify(request.Form);
        lock (request.Account.Lock)
        {
            KeepHistory(request);
            var answer = request.Operation switch
            {
                "CreateRole" => CreateRole(request),
                "GetRole" => [Describe(SeenRole(request), "Role")],
                "ListRoles" => ListRoles(request),
                "DeleteRole" => DeleteRole(request),
                "AttachRolePolicy" => AttachRolePolicy(request),
                "DetachRolePolicy" => DetachRolePolicy(request),
                "ListAttachedRolePolicies" => ListAttachedRolePolicies(request),
                "PutRolePolicy" => PutRolePolicy(request),
                "GetRolePolicy" => GetRolePolicy(request),
                "ListRolePolicies" => ListRolePolicies(request),
                "DeleteRolePolicy" => DeleteRolePolicy(request),
                "TagRole" => TagRole(request),
                "UntagRole" => UntagRole(request),
                "ListRoleTags" => Page(request, "Tags", SeenRole(request).Tags, tag => tag.Key, Tag),
                "UpdateAssumeRolePolicy" => UpdateAssumeRolePolicy(request),
                "PutRolePermissionsBoundary" => PutRolePermissionsBoundary(request),
                "DeleteRolePermissionsBoundary" => DeleteRolePermissionsBoundary(request),
                "CreateInstanceProfile" => CreateInstanceProfile(request),
                "GetInstanceProfile" => GetInstanceProfile(request),
                "DeleteInstanceProfile" => DeleteInstanceProfile(request),
                "AddRoleToInstanceProfile" => AddRoleToInstanceProfile(request),
                "RemoveRoleFromInstanceProfile" => RemoveRoleFromInstanceProfile(request),
                "ListInstanceProfilesForRole" => ListInstanceProfilesForRole(request),
                "CreatePolicy" => CreatePolicy(request),
                "GetPolicy" => [DescribePolicy(request.Account, SeenPolicy(request), "Policy")],
                "DeletePolicy" => DeletePolicy(request),
                "CreatePolicyVersion" => CreatePolicyVersion(request),
                "SetDefaultPolicyVersion" => SetDefaultPolicyVersion(request),
                "DeletePolicyVersion" => DeletePolicyVersion(request),
                "GetPolicyVersion" => GetPolicyVersion(request),
                "ListPolicyVersions" => ListPolicyVersions(request),
                "TagPolicy" => TagPolicy(request),
                "UntagPolicy" => UntagPolicy(request),
                "ListPolicyTags" => Page(request, "Tags", SeenPolicy(request).Tags, tag => tag.Key, Tag),
                "GetAccountAuthorizationDetails" => GetAccountAuthorizationDetails(request),
                "GenerateServiceLastAccessedDetails" => GenerateServiceLastAccessedDetails(request),
                "GetServiceLastAccessedDetails" => GetServiceLastAccessedDetails(request),
                "GetAccountSummary" => GetAccountSummary(request),
                _ => throw UnknownOperation(request),
            };
            request.Account.LastCall = (request.Caller.AccessKey, request.Operation);
            state.Observer?.Invoke(request.Account);
            return answer;
        }
    }

    /// <summary>Returns the current role, which writes use.</summary>
    private static RoleState FindRole(SandboxRequest request) =>
        request.Account.Roles.GetValueOrDefault(Required(request, "RoleName")) ?? throw NoSuchRole(Required(request, "RoleName"));

    /// <summary>Returns the role as a read sees it.</summary>
    private RoleState SeenRole(SandboxRequest request) =>
        SeenRoles(request).GetValueOrDefault(Required(request, "RoleName")) ?? throw NoSuchRole(Required(request, "RoleName"));

    /// <summary>Returns the roles as a read sees them. The age of each read is random, so a later read can see an older state.</summary>
    private IReadOnlyDictionary<string, RoleState> SeenRoles(SandboxRequest request)
    {
        return staleness == TimeSpan.Zero ? request.Account.Roles : request.Account.RoleHistory.At(request.Account.Roles, SeenTime());
    }

    /// <summary>Returns the account's own policies as a read sees them.</summary>
    private IReadOnlyDictionary<string, ManagedPolicyState> SeenPolicies(SandboxRequest request)
    {
        var account = request.Account;
        return staleness == TimeSpan.Zero ? account.Policies : account.PolicyHistory.At(account.Policies, SeenTime());
    }

    private DateTimeOffset SeenTime()
    {
        double age;
        lock (_ages) age = _ages.NextDouble();
        return state.Now - (staleness * age);
    }

    private void KeepHistory(SandboxRequest request)
    {
        var isRead = request.Operation.StartsWith("Get", StringComparison.Ordinal)
            || request.Operation.StartsWith("List", StringComparison.Ordinal);
        if (staleness == TimeSpan.Zero || isRead) return;
        var account = request.Account;
        if (request.Form.TryGetValue("RoleName", out var name))
            account.RoleHistory.Keep(name, account.Roles.GetValueOrDefault(name), state.Now, staleness);
        else if (PolicyOf(request) is { } arn)
            account.PolicyHistory.Keep(arn, account.Policies.GetValueOrDefault(arn), state.Now, staleness);
    }

    /// <summary>Returns the ARN of the policy that a request changes; null if it changes none.</summary>
    private static string? PolicyOf(SandboxRequest request) =>
        request.Form.GetValueOrDefault("PolicyArn")
        ?? (request.Operation == "CreatePolicy" && request.Form.TryGetValue("PolicyName", out var name)
            ? request.Account.PolicyArn(request.Form.GetValueOrDefault("Path", "/"), name)
            : null);

    /// <summary>
    /// Returns one page, by Marker and MaxItems. The marker is the last item's key, so it stays valid while items are added and removed.
    /// </summary>
    private object?[] Page<T>(SandboxRequest request, string list, IEnumerable<T> items, Func<T, string> key, Func<T, XElement> describe)
    {
        var size = int.Parse(
            request.Form.GetValueOrDefault("MaxItems", DefaultPage.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
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

    /// <summary>Describes a role. ListRoles omits tags (IAM API reference: "does not return the following attributes").</summary>
    private XElement Describe(RoleState role, string element, bool full = true) => new(
        Namespace + element,
        new XElement(Namespace + "Path", role.Path),
        new XElement(Namespace + "RoleName", role.RoleName),
        new XElement(Namespace + "RoleId", role.RoleId),
        new XElement(Namespace + "Arn", role.Arn),
        new XElement(Namespace + "CreateDate", Time(role.CreateDate)),
        new XElement(Namespace + "AssumeRolePolicyDocument", Uri.EscapeDataString(role.AssumeRolePolicyDocument)),
        role.Description is null ? null : new XElement(Namespace + "Description", role.Description),
        new XElement(Namespace + "MaxSessionDuration", role.MaxSessionDuration),
        role.SourceRoleTemplate is not { } template ? null : new XElement(Namespace + "SourceRoleTemplate",
            new XElement(Namespace + "TemplateArn", template.Arn), new XElement(Namespace + "TemplateMinorVersion", template.MinorVersion)),
        full ? Extras(role) : null);

    /// <summary>Returns what only GetRole and GetAccountAuthorizationDetails return.</summary>
    private object?[] Extras(RoleState role) =>
    [
        role.PermissionsBoundary is null ? null : new XElement(Namespace + "PermissionsBoundary",
            new XElement(Namespace + "PermissionsBoundaryType", "Policy"),
            new XElement(Namespace + "PermissionsBoundaryArn", role.PermissionsBoundary)),
        role.Tags.Count == 0 ? null : new XElement(Namespace + "Tags", role.Tags.Select(Tag)),
        new XElement(Namespace + "RoleLastUsed",
            role.LastUsed is { } used ? new XElement(Namespace + "LastUsedDate", Time(used)) : null,
            role.LastUsedRegion is { } region ? new XElement(Namespace + "Region", region) : null),
    ];

    private XElement Tag(KeyValuePair<string, string> tag) =>
        new(Namespace + "member", new XElement(Namespace + "Key", tag.Key), new XElement(Namespace + "Value", tag.Value));

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static void VerifyDocument(string document)
    {
        try
        {
            using var json = JsonDocument.Parse(document);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("Statement", out var statements))
            {
                VerifySids(statements);
                return;
            }
        }
        catch (JsonException)
        {
            // Reported below, as IAM reports it.
        }

        throw new AwsError(400, "MalformedPolicyDocument", "This policy contains invalid Json");
    }

    private static void VerifySids(JsonElement statements)
    {
        if (statements.ValueKind != JsonValueKind.Array) return;
        var sids = statements.EnumerateArray().Select(statement => statement.TryGetProperty("Sid", out var sid) ? sid.GetString()! : "")
            .Where(sid => sid.Length > 0).ToList();
        if (sids.Distinct(StringComparer.Ordinal).Count() < sids.Count)
            throw new AwsError(400, "MalformedPolicyDocument", "Statement IDs (SID) in a single policy must be unique.");
        if (sids.Exists(sid => !sid.All(char.IsAsciiLetterOrDigit)))
            throw new AwsError(
                400, "MalformedPolicyDocument",
                "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*");
    }

    /// <summary>"IAM doesn't count white space when calculating the size of a policy" (IAM user guide, quotas).</summary>
    private static int SizeOf(string document) => document.Count(c => !char.IsWhiteSpace(c));

    private static AwsError NoSuchPolicy(string name) => new(404, "NoSuchEntity", $"The role policy with name {name} cannot be found.");

    private static AwsError NoSuchRole(string name) => new(404, "NoSuchEntity", $"The role with name {name} cannot be found.");

    [GeneratedRegex(@"^arn:[\w-]+:iam::(aws|\d{12}):policy/.+\z", RegexOptions.ECMAScript)]
    private static partial Regex PolicyArns();
}
