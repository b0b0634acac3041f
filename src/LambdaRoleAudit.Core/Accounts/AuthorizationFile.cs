using System.Text.Json;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// Roles as <c>aws iam get-account-authorization-details</c> writes them, from any number of files and accounts. A role in two files is one
/// role: role names are unique within an account (IAM user guide, "IAM and AWS STS quotas").
/// </summary>
internal sealed class AuthorizationFile(Action<Problem> onProblem) : IAccountRoles
{
    private readonly Dictionary<string, RoleRecord> _roles = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, (string Document, DateTimeOffset? Updated)> _policies = new(StringComparer.Ordinal);

    /// <summary>True if no list of roles was read.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>Records that a list was read. The list can be empty.</summary>
    public void Begin() => IsEmpty = false;

    /// <summary>Adds a role. Returns the account of the role.</summary>
    /// <exception cref="JsonException">A property of the role is missing or has the wrong type.</exception>
    public string AddRole(JsonElement json)
    {
        var role = Role(json);
        if (!Arn.TryParseRole(role.Arn, out var arn) || !arn.RoleName.Equals(role.RoleName, StringComparison.OrdinalIgnoreCase))
            throw new JsonException($"'{role.Arn}' is not the ARN of role '{role.RoleName}'.");
        var key = $"{arn.AccountId}/{role.RoleName}";
        if (_roles.TryGetValue(key, out var known))
        {
            var later = Newer((role.CreateDate, role.LastUsed), (known.CreateDate, known.LastUsed));
            if (ContentOf(role) != ContentOf(known))
                onProblem(later == 0
                    ? AccountFileErrors.ConflictingRole.About(role.Arn, ("arn", role.Arn))
                    : AccountFileErrors.ConflictingRoleNewer.About(role.Arn, ("arn", role.Arn)));
            if (later < 0) return arn.AccountId;
        }

        _roles[key] = role;
        return arn.AccountId;
    }

    /// <summary>Adds a managed policy.</summary>
    /// <exception cref="JsonException">A property of the policy is missing or has the wrong type.</exception>
    public void AddPolicy(JsonElement json)
    {
        var arn = Required(json, "Arn");
        if (DefaultVersion(json) is not { } document) throw new JsonException($"Policy '{arn}' has no document of its default version.");
        var updated = json.Time("UpdateDate");
        if (_policies.TryGetValue(arn, out var known))
        {
            var later = Nullable.Compare(updated, known.Updated);
            if (later == 0 && Canonical(document) != Canonical(known.Document))
                onProblem(AccountFileErrors.ConflictingPolicy.About(arn, ("arn", arn)));
            if (later < 0) return;
        }

        _policies[arn] = (document, updated);
    }

    public async IAsyncEnumerable<AuthorizationPage> GetAccountAuthorizationDetailsAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        yield return new AuthorizationPage(
            [.. _roles.Values],
            _policies.ToDictionary(policy => policy.Key, policy => policy.Value.Document, StringComparer.Ordinal));
        await Task.CompletedTask.ConfigureAwait(false);
    }

    /// <summary>No rule depends on the values that only ListRoles returns (description, maximum session duration).</summary>
    public async IAsyncEnumerable<IReadOnlyList<RoleRecord>> ListRolesAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield break;
    }

    /// <summary>The policy is attached but not in the file, so the file was filtered.</summary>
    public Task<string> GetPolicyDocumentAsync(string policyArn, CancellationToken cancellationToken) =>
        throw new AwsCallException(
            AwsErrorKind.NotFound,
            $"The files do not contain the document of policy {policyArn}. Export them with aws iam get-account-authorization-details "
            + "without --filter.");

    private static RoleRecord Role(JsonElement role) => new()
    {
        RoleName = Required(role, "RoleName"),
        Arn = Required(role, "Arn"),
        Path = role.Text("Path") ?? "/",
        RoleId = role.Text("RoleId") ?? "",
        TrustPolicy = Document(role, "AssumeRolePolicyDocument") ?? throw new JsonException("A role has no AssumeRolePolicyDocument."),
        CreateDate = role.Time("CreateDate"),
        PermissionsBoundaryArn = Boundary(role),
        Tags = Tags(role),
        LastUsed = role.Object("RoleLastUsed") is { } used ? used.Time("LastUsedDate") : null,
        IsLastUseRead = role.Object("RoleLastUsed") is not null,
        LastUsedRegion = role.Object("RoleLastUsed")?.Text("Region"),
        SourceRoleTemplate = Template(role),
        InlinePolicies = [
            .. List(role, "RolePolicyList")
                .Select(policy =>
                    new InlinePolicy(
                        Required(policy, "PolicyName"),
                        Document(policy, "PolicyDocument") ?? throw new JsonException("An inline policy has no document.")))],
        AttachedPolicyArns = [.. List(role, "AttachedManagedPolicies").Select(policy => Required(policy, "PolicyArn"))],
        InstanceProfiles = role.TryFind("InstanceProfileList", out _)
            ? [.. List(role, "InstanceProfileList").Select(profile => Required(profile, "InstanceProfileName"))]
            : null,
    };

    /// <summary>A boundary that exists but cannot be read must not count as no boundary.</summary>
    private static string? Boundary(JsonElement role)
    {
        if (!role.TryFind("PermissionsBoundary", out var boundary) || boundary.ValueKind == JsonValueKind.Null) return null;
        return Required(boundary, "PermissionsBoundaryArn");
    }

    private static SourceRoleTemplate? Template(JsonElement role)
    {
        if (!role.TryFind("SourceRoleTemplate", out var template) || template.ValueKind == JsonValueKind.Null) return null;
        var minor = template.TryFind("TemplateMinorVersion", out var version) && version.ValueKind == JsonValueKind.Number
            && version.TryGetInt32(out var number) ? number : (int?)null;
        return new SourceRoleTemplate(Required(template, "TemplateArn"), minor);
    }

    private static Dictionary<string, string> Tags(JsonElement role)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in List(role, "Tags"))
            if (!tags.TryAdd(Required(tag, "Key"), tag.Text("Value") ?? ""))
                throw new JsonException($"The tag '{tag.Text("Key")}' appears twice.");
        return tags;
    }

    /// <summary>
    /// Returns the items of a list; no items if there is no list. A value that is not a list does not count as an empty list.
    /// </summary>
    private static IEnumerable<JsonElement> List(JsonElement role, string name) =>
        !role.TryFind(name, out var list) || list.ValueKind == JsonValueKind.Null ? []
        : list.ValueKind == JsonValueKind.Array ? list.EnumerateArray()
        : throw new JsonException($"{name} is not a list.");

    private static string? DefaultVersion(JsonElement policy) => policy.Items("PolicyVersionList")
        .Where(version => version.TryFind("IsDefaultVersion", out var isDefault) && isDefault.ValueKind == JsonValueKind.True)
        .Select(version => Document(version, "Document")).FirstOrDefault();

    /// <summary>The CLI writes documents as decoded JSON. Other clients write the percent-encoded text that IAM sends.</summary>
    private static string? Document(JsonElement parent, string name) =>
        !parent.TryFind(name, out var document) ? null : document.ValueKind switch
        {
            JsonValueKind.Object => document.Raw(name),
            JsonValueKind.String => Uri.UnescapeDataString(document.Unicode(name)),
            _ => null,
        };

    private static string Required(JsonElement parent, string name) =>
        parent.Text(name) is { Length: > 0 } text ? text : throw new JsonException($"{name} is missing or is not a string.");

    /// <summary>The properties that rules use, in one text. Two files can differ in the last use of a role.</summary>
    private static string ContentOf(RoleRecord role) => string.Join('\n',
    [
        role.Arn, role.RoleId, Canonical(role.TrustPolicy), role.PermissionsBoundaryArn ?? "",
        .. role.InlinePolicies!.Select(policy => $"{policy.PolicyName}={Canonical(policy.Document)}").Order(StringComparer.Ordinal),
        .. role.AttachedPolicyArns!.Order(StringComparer.Ordinal),
        .. role.Tags.Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal),
    ]);

    /// <summary>Two tools can write the same document differently.</summary>
    private static string Canonical(string document)
    {
        try
        {
            return PolicyDocument.Parse(document).Canonical;
        }
        catch (PolicyFormatException)
        {
            // The rules report an invalid document. Here it is only compared.
            return document;
        }
    }

    private static int Newer((DateTimeOffset? Created, DateTimeOffset? Used) one, (DateTimeOffset? Created, DateTimeOffset? Used) other) =>
        Nullable.Compare(one.Created, other.Created) is not 0 and var created ? created : Nullable.Compare(one.Used, other.Used);
}
