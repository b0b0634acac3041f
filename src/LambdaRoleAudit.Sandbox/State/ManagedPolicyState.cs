using System.Text.Json;

namespace LambdaRoleAudit.Sandbox.State;

/// <summary>A managed policy of AWS or an account.</summary>
public sealed class ManagedPolicyState
{
    /// <summary>The AWS managed policies that are relevant to Lambda, as AWS publishes them.</summary>
    private static readonly Lazy<IReadOnlyList<ManagedPolicyState>> Aws = new(() =>
    {
        using var stream = typeof(ManagedPolicyState).Assembly.GetManifestResourceStream("aws-managed-policies.json")!;
        using var json = JsonDocument.Parse(stream);
        return [.. json.RootElement.EnumerateArray().Select(policy =>
        {
            var made = new ManagedPolicyState
            {
                PolicyName = policy.GetProperty("PolicyName").GetString()!,
                Path = policy.GetProperty("Path").GetString()!,
                PolicyId = $"ANPA{Identifiers.Upper(16)}",
                AccountId = "aws",
                DefaultVersionId = policy.GetProperty("DefaultVersionId").GetString()!,
            };
            made.Versions[made.DefaultVersionId] = policy.GetProperty("Document").GetRawText();
            return made;
        })];
    });

    public required string PolicyName { get; init; }

    public required string Path { get; init; }

    public required string PolicyId { get; init; }

    /// <summary>The account that owns the policy; <c>aws</c> for AWS managed policies.</summary>
    public required string AccountId { get; init; }

    public required string DefaultVersionId { get; set; }

    public string? Description { get; init; }

    public DateTimeOffset CreateDate { get; init; } = new(2025, 3, 1, 9, 0, 0, TimeSpan.Zero);

    /// <summary>The documents, by version.</summary>
    public SortedDictionary<string, string> Versions { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>The number of the last version. Numbers are not used again.</summary>
    public int LastVersion { get; set; } = 1;

    /// <summary>"Tag keys are case insensitive" (IAM user guide, tags).</summary>
    public SortedDictionary<string, string> Tags { get; private set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The number of users and groups that the policy is attached to. The Sandbox has only their number.</summary>
    public int OtherAttachments { get; set; }

    /// <summary>The number of users whose permissions boundary the policy is.</summary>
    public int OtherBoundaries { get; set; }

    public string DefaultDocument => Versions[DefaultVersionId];

    public string Arn(string partition) => $"arn:{partition}:iam::{AccountId}:policy{Path}{PolicyName}";

    /// <summary>Returns a copy of the current policy, which later changes do not affect.</summary>
    public ManagedPolicyState Copy()
    {
        var copy = (ManagedPolicyState)MemberwiseClone();
        copy.Versions = new(Versions, Versions.Comparer);
        copy.Tags = new(Tags, Tags.Comparer);
        return copy;
    }

    /// <summary>Returns the AWS managed policy with the given ARN, in any partition; null if the Sandbox does not have it.</summary>
    public static ManagedPolicyState? FindAws(string arn, string partition) =>
        Aws.Value.FirstOrDefault(policy => policy.Arn(partition) == arn);
}
