using System.Xml.Linq;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

// Managed policies, and operations for the entire account.
public sealed partial class IamService
{
    private const int ManagedPolicySize = 6_144;

    private object?[] CreatePolicy(SandboxRequest request)
    {
        var account = request.Account;
        var document = Required(request, "PolicyDocument");
        VerifyDocument(document);
        if (SizeOf(document) > ManagedPolicySize)
            throw new AwsError(409, "LimitExceeded", $"Cannot exceed quota for PolicySize: {ManagedPolicySize}");
        var policy = new ManagedPolicyState
        {
            PolicyName = Required(request, "PolicyName"),
            Path = request.Form.GetValueOrDefault("Path", "/"),
            PolicyId = $"ANPA{Identifiers.Upper(16)}",
            AccountId = account.AccountId,
            DefaultVersionId = "v1",
        };
        policy.Versions["v1"] = document;
        if (!account.Policies.TryAdd(policy.Arn(account.Partition), policy))
            throw new AwsError(
                409, "EntityAlreadyExists", $"A policy called {policy.PolicyName} already exists. Duplicate names are not allowed.");
        return [DescribePolicy(account, policy, "Policy")];
    }

    private object?[] GetPolicyVersion(SandboxRequest request)
    {
        var policy = FindPolicy(request);
        var version = Required(request, "VersionId");
        return policy.Versions.TryGetValue(version, out _)
            ? [DescribeVersion(policy, version, "PolicyVersion")]
            : throw new AwsError(
                404, "NoSuchEntity", $"Policy {Required(request, "PolicyArn")} version {version} does not exist or is not attachable.");
    }

    /// <summary>Returns roles and attached managed policies, page by page through both.</summary>
    private object?[] GetAccountAuthorizationDetails(SandboxRequest request)
    {
        var account = request.Account;
        var roles = SeenRoles(request);
        var filters = request.Form.Where(pair => pair.Key.StartsWith("Filter.member.", StringComparison.Ordinal)).Select(pair => pair.Value)
            .ToHashSet();
        bool Wants(string filter) => filters.Count == 0 || filters.Contains(filter);
        var attached = roles.Values
            .SelectMany(role =>
                role.PermissionsBoundary is { } boundary ? role.AttachedPolicyArns.Append(boundary) : role.AttachedPolicyArns).ToHashSet();
        // One order for all items, which the marker uses.
        var items = new List<(string Key, Func<XElement> Describe, bool IsRole)>();
        if (Wants("Role"))
            items.AddRange(roles.Values.Select(role => ($"1{role.RoleName}", (Func<XElement>)(() => DescribeDetail(account, role)), true)));
        var policies = account.Policies.Values.Where(_ => Wants("LocalManagedPolicy"))
            .Concat(
                attached.Select(arn => ManagedPolicyState.FindAws(arn, account.Partition)).OfType<ManagedPolicyState>()
                    .Where(_ => Wants("AWSManagedPolicy")));
        items.AddRange(policies.OrderBy(policy => policy.Arn(account.Partition), StringComparer.Ordinal)
            .Select(policy =>
                ($"2{policy.Arn(account.Partition)}", (Func<XElement>)(() => DescribePolicy(account, policy, "member", detail: true)),
                    false)));

        var size = int.Parse(request.Form.GetValueOrDefault("MaxItems", "100"), System.Globalization.CultureInfo.InvariantCulture);
        var start = 0;
        if (request.Form.TryGetValue("Marker", out var marker))
        {
            var last = Marker.Decode(marker) ?? throw new AwsError(400, "ValidationError", "Invalid Marker.");
            start = items.FindIndex(item => item.Key == last) + 1;
        }

        var page = items.Skip(start).Take(size).ToList();
        var isTruncated = start + page.Count < items.Count;
        return
        [
            new XElement(Namespace + "UserDetailList"),
            new XElement(Namespace + "GroupDetailList"),
            new XElement(Namespace + "RoleDetailList", page.Where(item => item.IsRole).Select(item => item.Describe())),
            new XElement(Namespace + "Policies", page.Where(item => !item.IsRole).Select(item => item.Describe())),
            new XElement(Namespace + "IsTruncated", isTruncated ? "true" : "false"),
            isTruncated ? new XElement(Namespace + "Marker", Marker.Encode(page[^1].Key)) : null,
        ];
    }

    private object?[] GetAccountSummary(SandboxRequest request)
    {
        var entries = new Dictionary<string, int>
        {
            ["Roles"] = request.Account.Roles.Count,
            ["RolesQuota"] = request.Account.RolesQuota,
            ["AttachedPoliciesPerRoleQuota"] = AttachedPoliciesPerRole,
            ["RolePolicySizeQuota"] = InlinePolicySize,
            ["AssumeRolePolicySizeQuota"] = TrustPolicySize,
            ["PolicySizeQuota"] = ManagedPolicySize,
        };
        return [new XElement(Namespace + "SummaryMap", entries.Select(entry =>
            new XElement(
                Namespace + "entry", new XElement(Namespace + "key", entry.Key), new XElement(Namespace + "value", entry.Value))))];
    }

    private static ManagedPolicyState FindPolicy(SandboxRequest request)
    {
        var arn = Required(request, "PolicyArn");
        return request.Account.FindPolicy(arn) ?? throw new AwsError(404, "NoSuchEntity", $"Policy {arn} was not found.");
    }

    private XElement DescribePolicy(AccountState account, ManagedPolicyState policy, string element, bool detail = false) => new(
        Namespace + element,
        new XElement(Namespace + "PolicyName", policy.PolicyName),
        new XElement(Namespace + "PolicyId", policy.PolicyId),
        new XElement(Namespace + "Arn", policy.Arn(account.Partition)),
        new XElement(Namespace + "Path", policy.Path),
        new XElement(Namespace + "DefaultVersionId", policy.DefaultVersionId),
        new XElement(
            Namespace + "AttachmentCount",
            account.Roles.Values.Count(role => role.AttachedPolicyArns.Contains(policy.Arn(account.Partition)))),
        new XElement(Namespace + "IsAttachable", "true"),
        detail
            ? new XElement(
                Namespace + "PolicyVersionList", policy.Versions.Keys.Select(version => DescribeVersion(policy, version, "member")))
            : null);

    private XElement DescribeVersion(ManagedPolicyState policy, string version, string element) => new(
        Namespace + element,
        new XElement(Namespace + "Document", Uri.EscapeDataString(policy.Versions[version])),
        new XElement(Namespace + "VersionId", version),
        new XElement(Namespace + "IsDefaultVersion", version == policy.DefaultVersionId ? "true" : "false"));

    /// <summary>
    /// Describes a role as GetAccountAuthorizationDetails returns it: with its policies, without Description and MaxSessionDuration.
    /// </summary>
    private XElement DescribeDetail(AccountState account, RoleState role) => new(
        Namespace + "member",
        new XElement(Namespace + "Path", role.Path),
        new XElement(Namespace + "RoleName", role.RoleName),
        new XElement(Namespace + "RoleId", role.RoleId),
        new XElement(Namespace + "Arn", role.Arn),
        new XElement(Namespace + "CreateDate", Time(role.CreateDate)),
        new XElement(Namespace + "AssumeRolePolicyDocument", Uri.EscapeDataString(role.AssumeRolePolicyDocument)),
        new XElement(Namespace + "InstanceProfileList", role.InstanceProfiles.Select(account.InstanceProfileOf)
            .Select(profile => Describe(account, [role], profile, "member"))),
        new XElement(Namespace + "RolePolicyList", role.InlinePolicies.Select(policy => new XElement(
            Namespace + "member", new XElement(Namespace + "PolicyName", policy.Key),
            new XElement(Namespace + "PolicyDocument", Uri.EscapeDataString(policy.Value))))),
        new XElement(Namespace + "AttachedManagedPolicies", role.AttachedPolicyArns.Select(arn => new XElement(
            Namespace + "member", new XElement(Namespace + "PolicyName", arn[(arn.LastIndexOf('/') + 1)..]),
            new XElement(Namespace + "PolicyArn", arn)))),
        Extras(role));
}
