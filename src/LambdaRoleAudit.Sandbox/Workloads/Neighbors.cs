using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>The files that CloudTrail writes next to a log: digests, and Insights events, which look like records.</summary>
internal static class Neighbors
{
    public static byte[] Digest(Workload workload) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["awsAccountId"] = workload.Options.AccountId,
        ["digestS3Bucket"] = "logs",
        ["digestSignatureAlgorithm"] = "SHA256withRSA",
        ["logFiles"] = new JsonArray(new JsonObject { ["s3Bucket"] = "logs", ["s3Object"] = "x", ["hashValue"] = "00" }),
    });

    public static byte[] Insight(Workload workload, string region, DateTimeOffset day) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["Records"] = new JsonArray(new JsonObject
        {
            ["eventVersion"] = "1.11",
            ["eventTime"] = day.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["awsRegion"] = region,
            ["eventID"] = $"00000000-0000-4000-8000-{CallScene.Hex($"{region}/{day:O}", 12)}",
            ["eventType"] = "AwsCloudTrailInsight",
            ["recipientAccountId"] = workload.Options.AccountId,
            ["sharedEventID"] = "00000000-0000-4000-8000-000000000000",
            ["insightDetails"] = new JsonObject
            {
                ["state"] = "Start", ["eventSource"] = "s3.amazonaws.com", ["eventName"] = "DeleteBucket",
                ["insightType"] = "ApiCallRateInsight",
                // It names a role, and it is not a call of the role.
                ["insightContext"] = new JsonObject { ["attribute"] = "userIdentityArn", ["value"] = workload.Roles[0].Arn },
            },
            ["eventCategory"] = "Insight",
        }),
    });
}
