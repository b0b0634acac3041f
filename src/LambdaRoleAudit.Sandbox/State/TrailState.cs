using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Sandbox.State;

/// <summary>A trail of an account (CloudTrail API reference, Trail).</summary>
public sealed record TrailState
{
    public required string Name { get; init; }

    /// <summary>The account that owns the trail: for an organization's trail, the management account.</summary>
    public required string AccountId { get; init; }

    public required string HomeRegion { get; init; }

    public required string S3BucketName { get; init; }

    /// <summary>The prefix in the bucket, before AWSLogs; null if there is none.</summary>
    public string? S3KeyPrefix { get; init; }

    public string Partition { get; init; } = "aws";

    public bool IsMultiRegionTrail { get; init; } = true;

    /// <summary>The organization whose accounts the trail logs; null if the trail logs one account.</summary>
    public string? OrganizationId { get; init; }

    public bool LogFileValidationEnabled { get; init; } = true;

    public bool IsLogging { get; init; } = true;

    /// <summary>What the trail logs.</summary>
    public TrailSelectors Selectors { get; init; } = TrailSelectors.ManagementOnly;

    public string TrailArn => $"arn:{Partition}:cloudtrail:{HomeRegion}:{AccountId}:trail/{Name}";

    /// <summary>Returns the trail as DescribeTrails and GetTrail write it.</summary>
    public JsonObject Describe()
    {
        var trail = new JsonObject { ["Name"] = Name, ["S3BucketName"] = S3BucketName };
        if (S3KeyPrefix is not null) trail["S3KeyPrefix"] = S3KeyPrefix;
        trail["IncludeGlobalServiceEvents"] = true;
        trail["IsMultiRegionTrail"] = IsMultiRegionTrail;
        trail["HomeRegion"] = HomeRegion;
        trail["TrailARN"] = TrailArn;
        trail["LogFileValidationEnabled"] = LogFileValidationEnabled;
        trail["HasCustomEventSelectors"] = Selectors != TrailSelectors.ManagementOnly;
        trail["HasInsightSelectors"] = false;
        trail["IsOrganizationTrail"] = OrganizationId is not null;
        return trail;
    }
}
