using System.Xml.Linq;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

// Versions and tags of managed policies.
public sealed partial class IamService
{
    private const int VersionsPerPolicy = 5;

    private object?[] CreatePolicyVersion(SandboxRequest request)
    {
        var policy = FindPolicy(request);
        var document = ManagedDocument(request);
        if (policy.Versions.Count >= VersionsPerPolicy)
            throw new AwsError(
                409, "LimitExceeded",
                $"A managed policy can have up to {VersionsPerPolicy} versions. Before you create a new version, you must delete an "
                + "existing version.");
        var version = FormattableString.Invariant($"v{++policy.LastVersion}");
        policy.Versions[version] = document;
        if (request.Form.GetValueOrDefault("SetAsDefault") == "true") policy.DefaultVersionId = version;
        return [DescribeVersion(policy, version, "PolicyVersion", withDocument: false)];
    }

    private static object?[] SetDefaultPolicyVersion(SandboxRequest request)
    {
        var policy = FindPolicy(request);
        policy.DefaultVersionId = FindVersion(request, policy);
        return [];
    }

    private static object?[] DeletePolicyVersion(SandboxRequest request)
    {
        var policy = FindPolicy(request);
        var version = FindVersion(request, policy);
        if (version == policy.DefaultVersionId)
            throw new AwsError(409, "DeleteConflict", "Cannot delete the default version of a policy.");
        policy.Versions.Remove(version);
        return [];
    }

    private object?[] GetPolicyVersion(SandboxRequest request)
    {
        var policy = SeenPolicy(request);
        return [DescribeVersion(policy, FindVersion(request, policy), "PolicyVersion")];
    }

    /// <summary>Lists the versions without their documents (IAM API reference, ListPolicyVersions).</summary>
    private object?[] ListPolicyVersions(SandboxRequest request)
    {
        var policy = SeenPolicy(request);
        return Page(
            request, "Versions", policy.Versions.Keys, version => version,
            version => DescribeVersion(policy, version, "member", withDocument: false));
    }

    private static object?[] TagPolicy(SandboxRequest request)
    {
        SetTags(request, FindPolicy(request).Tags, "TagsPerPolicy");
        return [];
    }

    private static object?[] UntagPolicy(SandboxRequest request)
    {
        var keys = IamParameters.TagKeys(request.Form);
        var policy = FindPolicy(request);
        foreach (var key in keys) policy.Tags.Remove(key);
        return [];
    }

    private static string ManagedDocument(SandboxRequest request)
    {
        var document = Required(request, "PolicyDocument");
        VerifyDocument(document);
        return SizeOf(document) <= ManagedPolicySize
            ? document
            : throw new AwsError(409, "LimitExceeded", $"Cannot exceed quota for PolicySize: {ManagedPolicySize}");
    }

    private static string FindVersion(SandboxRequest request, ManagedPolicyState policy)
    {
        var version = Required(request, "VersionId");
        return policy.Versions.ContainsKey(version)
            ? version
            : throw new AwsError(
                404, "NoSuchEntity", $"Policy {Required(request, "PolicyArn")} version {version} does not exist or is not attachable.");
    }

    private XElement DescribeVersion(ManagedPolicyState policy, string version, string element, bool withDocument = true) => new(
        Namespace + element,
        withDocument ? new XElement(Namespace + "Document", Uri.EscapeDataString(policy.Versions[version])) : null,
        new XElement(Namespace + "VersionId", version),
        new XElement(Namespace + "IsDefaultVersion", version == policy.DefaultVersionId ? "true" : "false"),
        new XElement(Namespace + "CreateDate", Time(policy.CreateDate)));
}
