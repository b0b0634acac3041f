using System.Security.Cryptography;
using System.Text;

namespace LambdaRoleAudit.Roles;

/// <summary>An execution role to make: everything about it, before any call.</summary>
public sealed record RoleSpec
{
    /// <summary>The tag that says which specification a role was made from, so that a run that broke off can be completed.</summary>
    public const string SpecTag = "lambda-role-audit:spec";

    /// <summary>The tag that names the function that a role was made for.</summary>
    public const string FunctionTag = "lambda-role-audit:function-arn";

    /// <summary>The tag that names the role that a repair copied.</summary>
    public const string SourceTag = "lambda-role-audit:source-role-arn";

    /// <summary>The tag that says which repair made the role.</summary>
    public const string RepairTag = "lambda-role-audit:repair-id";

    /// <summary>The name.</summary>
    public required string RoleName { get; init; }

    /// <summary>The path, slashes included.</summary>
    public string Path { get; init; } = "/";

    /// <summary>The trust policy.</summary>
    public required string TrustPolicy { get; init; }

    /// <summary>The description.</summary>
    public string? Description { get; init; }

    /// <summary>The longest session, in seconds.</summary>
    public int? MaxSessionDuration { get; init; }

    /// <summary>The permissions boundary's ARN.</summary>
    public string? PermissionsBoundaryArn { get; init; }

    /// <summary>The function that the role is for; null for none in particular.</summary>
    public string? FunctionArn { get; init; }

    /// <summary>The role that this one is made from; null where it is not a repair's.</summary>
    public string? SourceRoleArn { get; init; }

    /// <summary>The repair that makes it. Another repair that would make the same role adopts this one.</summary>
    public string? RepairId { get; init; }

    /// <summary>The user's tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>ARNs of managed policies to attach, each once.</summary>
    public IReadOnlyList<string> AttachedPolicyArns { get; init; } = [];

    /// <summary>Inline policies: name and document, each name once.</summary>
    public IReadOnlyList<(string Name, string Document)> InlinePolicies { get; init; } = [];

    /// <summary>The same for the same specification: 16 hex digits of SHA-256.</summary>
    public string Fingerprint
    {
        get
        {
            var text = new StringBuilder();
            foreach (var part in (string?[])[RoleName.ToLowerInvariant(), Path, TrustPolicy, Description, MaxSessionDuration?.ToString(System.Globalization.CultureInfo.InvariantCulture), PermissionsBoundaryArn, FunctionArn, SourceRoleArn])
                text.Append(part).Append('\0');
            foreach (var (key, value) in Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal)) text.Append("tag\0").Append(key).Append('\0').Append(value).Append('\0');
            foreach (var arn in AttachedPolicyArns.Order(StringComparer.Ordinal)) text.Append("attach\0").Append(arn).Append('\0');
            foreach (var (name, document) in InlinePolicies.OrderBy(policy => policy.Name, StringComparer.Ordinal)) text.Append("inline\0").Append(name).Append('\0').Append(document).Append('\0');
            return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16].ToLowerInvariant();
        }
    }

    /// <summary>The tags that the role is born with: the user's, and ours.</summary>
    public IReadOnlyDictionary<string, string> AllTags
    {
        get
        {
            var all = new SortedDictionary<string, string>(Tags.ToDictionary(tag => tag.Key, tag => tag.Value), StringComparer.Ordinal) { [SpecTag] = Fingerprint };
            if (FunctionArn is not null) all[FunctionTag] = FunctionArn;
            if (SourceRoleArn is not null) all[SourceTag] = SourceRoleArn;
            if (RepairId is not null) all[RepairTag] = RepairId;
            return all;
        }
    }
}
