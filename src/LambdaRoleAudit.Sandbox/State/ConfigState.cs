using System.Globalization;
using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Sandbox.State;

/// <summary>AWS Config in one region: a recorder, and what it recorded. Changed only while the account is locked.</summary>
public sealed class ConfigState
{
    /// <summary>The recorder as DescribeConfigurationRecorders returns it; null if there is none.</summary>
    public JsonObject? Recorder { get; set; }

    /// <summary>True if the recorder is on.</summary>
    public bool IsRecording { get; set; }

    /// <summary>The status of the last delivery.</summary>
    public string LastStatus { get; set; } = "Success";

    /// <summary>The configuration items, by ARN.</summary>
    public SortedDictionary<string, JsonObject> Items { get; } = new(StringComparer.Ordinal);

    /// <summary>Turns on a recorder for all resource types.</summary>
    public void Start()
    {
        Recorder = new JsonObject
        {
            ["name"] = "default",
            ["recordingGroup"] = new JsonObject
            {
                ["allSupported"] = true, ["includeGlobalResourceTypes"] = true, ["resourceTypes"] = new JsonArray(),
                ["exclusionByResourceTypes"] = new JsonObject { ["resourceTypes"] = new JsonArray() },
                ["recordingStrategy"] = new JsonObject { ["useOnly"] = "ALL_SUPPORTED_RESOURCE_TYPES" },
            },
        };
        IsRecording = true;
    }

    /// <summary>Records the resources of a region and its buckets as they are now.</summary>
    public void Record(AccountState account, string region, IEnumerable<BucketState> buckets, DateTimeOffset time)
    {
        foreach (var bucket in buckets.Where(bucket => bucket.Region == region && bucket.AccountId == account.AccountId))
            Put(
                $"arn:{account.Partition}:s3:::{bucket.Name}", "AWS::S3::Bucket", time, "supplementaryConfiguration",
                new JsonObject { ["BucketPolicy"] = new JsonObject { ["policyText"] = bucket.Policy } });
        foreach (var resource in account.Region(region).Resources.Values)
            if (TypeOf(resource.Kind) is var (type, property))
                Put(resource.Arn, type, time, "configuration", resource.Policy is { } policy ? new JsonObject { [property] = policy } : []);
    }

    private static (string Type, string Property)? TypeOf(ResourceKind kind) => kind switch
    {
        ResourceKind.AccessPoint => ("AWS::S3::AccessPoint", "Policy"),
        ResourceKind.Queue => ("AWS::SQS::Queue", "Policy"),
        ResourceKind.Topic => ("AWS::SNS::Topic", "Policy"),
        ResourceKind.Repository => ("AWS::ECR::Repository", "RepositoryPolicyText"),
        ResourceKind.EventBus => ("AWS::Events::EventBus", "Policy"),
        ResourceKind.FileSystem => ("AWS::EFS::FileSystem", "FileSystemPolicy"),
        ResourceKind.Domain => ("AWS::OpenSearch::Domain", "AccessPolicies"),
        ResourceKind.Vault => ("AWS::Backup::BackupVault", "AccessPolicy"),
        _ => null,
    };

    private void Put(string arn, string type, DateTimeOffset time, string part, JsonObject content) => Items[arn] = new JsonObject
    {
        ["arn"] = arn,
        ["resourceType"] = type,
        ["configurationItemStatus"] = "OK",
        ["configurationItemCaptureTime"] = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        [part] = content,
    };
}
