using System.Globalization;
using System.Text.Json;
using LambdaRoleAudit.Inventory;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Findings;

/// <summary>An account's roles as <c>aws iam get-account-authorization-details</c> wrote them.</summary>
internal sealed class AuthorizationFile : IAccountRoles
{
    private readonly List<AuthorizationPage> _pages = [];

    public bool IsEmpty => _pages.Count == 0;

    /// <summary>Takes a document in.</summary>
    /// <exception cref="JsonException">Something of a role is missing.</exception>
    public void Add(JsonElement root) => _pages.Add(new AuthorizationPage(
        [.. root.GetProperty("RoleDetailList").EnumerateArray().Select(Role)],
        root.Items("Policies").Select(policy => (Arn: policy.Text("Arn"), Document: DefaultVersion(policy))).Where(policy => policy.Document is not null)
            .ToDictionary(policy => policy.Arn!, policy => policy.Document!, StringComparer.Ordinal)));

    public async IAsyncEnumerable<AuthorizationPage> GetAccountAuthorizationDetailsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var page in _pages)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return page;
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    /// <summary>What ListRoles alone tells (description, longest session) decides no rule.</summary>
    public async IAsyncEnumerable<IReadOnlyList<RoleRecord>> ListRolesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield break;
    }

    /// <summary>A policy that is attached and not in the file: somebody filtered it out.</summary>
    public Task<string> GetPolicyDocumentAsync(string policyArn, CancellationToken cancellationToken) =>
        throw new AwsCallException(AwsErrorKind.NotFound, $"The files do not hold the document of policy {policyArn}: write them with aws iam get-account-authorization-details, without --filter.");

    private static RoleRecord Role(JsonElement role) => new()
    {
        RoleName = Required(role, "RoleName"),
        Arn = Required(role, "Arn"),
        Path = role.Text("Path") ?? "/",
        RoleId = role.Text("RoleId") ?? "",
        TrustPolicy = Document(role, "AssumeRolePolicyDocument") ?? throw new JsonException("A role has no AssumeRolePolicyDocument."),
        CreateDate = Time(role, "CreateDate"),
        PermissionsBoundaryArn = role.Object("PermissionsBoundary")?.Text("PermissionsBoundaryArn"),
        Tags = role.Items("Tags").ToDictionary(tag => Required(tag, "Key"), tag => tag.Text("Value") ?? "", StringComparer.Ordinal),
        LastUsed = role.Object("RoleLastUsed") is { } used ? Time(used, "LastUsedDate") : null,
        IsLastUseRead = role.Object("RoleLastUsed") is not null,
        LastUsedRegion = role.Object("RoleLastUsed")?.Text("Region"),
        SourceRoleTemplate = role.Object("SourceRoleTemplate") is { } template
            ? new SourceRoleTemplate(Required(template, "TemplateArn"), template.TryGetProperty("TemplateMinorVersion", out var minor) && minor.ValueKind == JsonValueKind.Number && minor.TryGetInt32(out var number) ? number : null)
            : null,
        InlinePolicies = [.. role.Items("RolePolicyList").Select(policy => (Required(policy, "PolicyName"), Document(policy, "PolicyDocument") ?? throw new JsonException("An inline policy has no document.")))],
        AttachedPolicyArns = [.. role.Items("AttachedManagedPolicies").Select(policy => Required(policy, "PolicyArn"))],
        InstanceProfiles = role.TryGetProperty("InstanceProfileList", out _) ? [.. role.Items("InstanceProfileList").Select(profile => Required(profile, "InstanceProfileName"))] : null,
    };

    private static string? DefaultVersion(JsonElement policy) => policy.Items("PolicyVersionList")
        .Where(version => version.TryGetProperty("IsDefaultVersion", out var isDefault) && isDefault.ValueKind == JsonValueKind.True).Select(version => Document(version, "Document")).FirstOrDefault();

    /// <summary>The CLI writes documents as JSON, decoded; other clients as the percent-encoded text that IAM sends.</summary>
    private static string? Document(JsonElement parent, string name) => !parent.TryGetProperty(name, out var document) ? null : document.ValueKind switch
    {
        JsonValueKind.Object => document.GetRawText(),
        JsonValueKind.String => Uri.UnescapeDataString(document.GetString()!),
        _ => null,
    };

    private static string Required(JsonElement parent, string name) => parent.Text(name) is { Length: > 0 } text ? text : throw new JsonException($"Something has no {name}.");

    private static DateTimeOffset? Time(JsonElement parent, string name) =>
        DateTimeOffset.TryParse(parent.Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
}
