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
        var document = ManagedDocument(request);
        var (name, path) = (Required(request, "PolicyName"), request.Form.GetValueOrDefault("Path", "/"));
        // "unique within the account", whatever their paths, without regard to case (IAM API reference, CreatePolicy).
        if (account.Policies.Values.Any(other => other.PolicyName.Equals(name, StringComparison.OrdinalIgnoreCase)))
            throw new AwsError(409, "EntityAlreadyExists", $"A policy called {name} already exists. Duplicate names are not allowed.");
        if (account.Policies.Count >= account.PoliciesQuota)
            throw new AwsError(409, "LimitExceeded", $"Cannot exceed quota for PoliciesPerAccount: {account.PoliciesQuota}");
        var policy = new ManagedPolicyState
        {
            PolicyName = name,
            Path = path,
            PolicyId = $"ANPA{Identifiers.Upper(16)}",
            AccountId = account.AccountId,
            DefaultVersionId = "v1",
            Description = request.Form.GetValueOrDefault("Description"),
            CreateDate = state.Now,
        };
        policy.Versions["v1"] = document;
        SetTags(request, policy.Tags, "TagsPerPolicy");
        account.Policies.Add(policy.Arn(account.Partition), policy);
        return [DescribePolicy(account, policy, "Policy")];
    }

    private static object?[] DeletePolicy(SandboxRequest request)
    {
        var (account, policy) = (request.Account, FindPolicy(request));
        if (AttachmentsOf(account, policy) + BoundariesOf(account, policy) > 0)
            throw new AwsError(409, "DeleteConflict", "Cannot delete a policy attached to entities.");
        if (policy.Versions.Count > 1)
            throw new AwsError(
                409, "DeleteConflict",
                "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default "
                + "version is deleted with the policy.");
        account.Policies.Remove(policy.Arn(account.Partition));
        return [];
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
        var policies = SeenPolicies(request).Values.Where(_ => Wants("LocalManagedPolicy"))
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
            ["Policies"] = request.Account.Policies.Count,
            ["PoliciesQuota"] = request.Account.PoliciesQuota,
            ["AttachedPoliciesPerRoleQuota"] = AttachedPoliciesPerRole,
            ["RolePolicySizeQuota"] = InlinePolicySize,
            ["AssumeRolePolicySizeQuota"] = TrustPolicySize,
            ["PolicySizeQuota"] = ManagedPolicySize,
        };
        return [new XElement(Namespace + "SummaryMap", entries.Select(entry =>
            new XElement(
                Namespace + "entry", new XElement(Namespace + "key", entry.Key), new XElement(Namespace + "value", entry.Value))))];
    }

    /// <summary>Returns the account's own policy, which writes use. Policies of AWS cannot be changed.</summary>
    private static ManagedPolicyState FindPolicy(SandboxRequest request)
    {
        var arn = Required(request, "PolicyArn");
        if (ManagedPolicyState.FindAws(arn, request.Account.Partition) is not null)
            throw new AwsError(403, "AccessDenied", $"Policy {arn} is an AWS managed policy.");
        return request.Account.Policies.GetValueOrDefault(arn) ?? throw NotFound(arn);
    }

    /// <summary>Returns the policy as a read sees it.</summary>
    private ManagedPolicyState SeenPolicy(SandboxRequest request)
    {
        var arn = Required(request, "PolicyArn");
        return SeenPolicies(request).GetValueOrDefault(arn) ?? ManagedPolicyState.FindAws(arn, request.Account.Partition)
            ?? throw NotFound(arn);
    }

    private static AwsError NotFound(string arn) => new(404, "NoSuchEntity", $"Policy {arn} was not found.");

    private static int AttachmentsOf(AccountState account, ManagedPolicyState policy)
    {
        var arn = policy.Arn(account.Partition);
        return policy.OtherAttachments + account.Roles.Values.Count(role => role.AttachedPolicyArns.Contains(arn));
    }

    private static int BoundariesOf(AccountState account, ManagedPolicyState policy)
    {
        var arn = policy.Arn(account.Partition);
        return policy.OtherBoundaries + account.Roles.Values.Count(role => role.PermissionsBoundary == arn);
    }

    private XElement DescribePolicy(AccountState account, ManagedPolicyState policy, string element, bool detail = false) => new(
        Namespace + element,
        new XElement(Namespace + "PolicyName", policy.PolicyName),
        new XElement(Namespace + "PolicyId", policy.PolicyId),
        new XElement(Namespace + "Arn", policy.Arn(account.Partition)),
        new XElement(Namespace + "Path", policy.Path),
        new XElement(Namespace + "DefaultVersionId", policy.DefaultVersionId),
        new XElement(Namespace + "AttachmentCount", AttachmentsOf(account, policy)),
        new XElement(Namespace + "PermissionsBoundaryUsageCount", BoundariesOf(account, policy)),
        new XElement(Namespace + "IsAttachable", "true"),
        policy.Description is null ? null : new XElement(Namespace + "Description", policy.Description),
        new XElement(Namespace + "CreateDate", Time(policy.CreateDate)),
        detail || policy.Tags.Count == 0 ? null : new XElement(Namespace + "Tags", policy.Tags.Select(Tag)),
        detail
            ? new XElement(
                Namespace + "PolicyVersionList", policy.Versions.Keys.Select(version => DescribeVersion(policy, version, "member")))
            : null);

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
