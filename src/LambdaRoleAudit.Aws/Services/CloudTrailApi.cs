using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Usage;

namespace LambdaRoleAudit.Aws.Services;

/// <summary>CloudTrail in one region (API 2013-11-01): JSON 1.1.</summary>
internal sealed class CloudTrailApi(WireClient client) : ICloudTrailApi
{
    /// <summary>The maximum size of a page (AWS CloudTrail API reference, LookupEvents: MaxResults 1 to 50).</summary>
    private const int PageSize = 50;

    /// <inheritdoc/>
    public Task<IReadOnlyList<TrailDescription>> DescribeTrailsAsync(string nameOrArn, CancellationToken cancellationToken) =>
        client.CallAsync(
            Request("DescribeTrails", $"trail {nameOrArn}", new { trailNameList = new[] { nameOrArn } }), ReadTrails, cancellationToken);

    /// <inheritdoc/>
    public Task<TrailSelectors> GetEventSelectorsAsync(string trailArn, CancellationToken cancellationToken) => client.CallAsync(
        Request("GetEventSelectors", $"event selectors of {trailArn}", new { TrailName = trailArn }), ReadSelectors, cancellationToken);

    /// <inheritdoc/>
    public Task<EventPage> LookupEventsAsync(
        string userName, DateTimeOffset from, DateTimeOffset to, string? nextToken, CancellationToken cancellationToken)
    {
        var body = new Dictionary<string, object>
        {
            ["LookupAttributes"] = new[] { new { AttributeKey = "Username", AttributeValue = userName } },
            // Seconds since 1970, as the protocol writes times.
            ["StartTime"] = from.ToUnixTimeSeconds(),
            ["EndTime"] = to.ToUnixTimeSeconds(),
            ["MaxResults"] = PageSize,
        };
        if (nextToken is not null) body["NextToken"] = nextToken;
        return client.CallAsync(
            Request("LookupEvents", $"event history of {userName}", body, QuotaClass.LookupEvents), ReadPage, cancellationToken);
    }

    private static WireRequest Request(string operation, string purpose, object body, QuotaClass? quota = null) =>
        new(operation, purpose) { Body = JsonSerializer.SerializeToUtf8Bytes(body), Quota = quota };

    private static IReadOnlyList<TrailDescription> ReadTrails(Stream body)
    {
        using var json = AnswerJson.Parse(body);
        _ = json.RootElement.RequiredItems("trailList");
        return TrailJson.Trails(json.RootElement);
    }

    private static TrailSelectors ReadSelectors(Stream body)
    {
        using var json = AnswerJson.Parse(body);
        if (json.RootElement.AnswerText("TrailARN") is null) throw new JsonException("The response has no TrailARN.");
        return TrailJson.Selectors(json.RootElement);
    }

    private static EventPage ReadPage(Stream body)
    {
        using var json = AnswerJson.Parse(body);
        return new EventPage(
            [.. json.RootElement.RequiredItems("Events").Select(one =>
                one.AnswerText("CloudTrailEvent") ?? throw new JsonException("The response has an event without its record."))],
            json.RootElement.AnswerText("NextToken") is { Length: > 0 } next ? next : null);
    }
}
