using System.Globalization;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>CloudTrail, API 2013-11-01: trails, their event selectors, and the event history.</summary>
public sealed class CloudTrailService(SandboxState state) : JsonService("cloudtrail")
{
    private const int LongestPage = 50;

    /// <summary>"the last 90 days" (CloudTrail API reference, LookupEvents).</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    private static readonly string[] Attributes =
    [
        "EventId", "EventName", "ReadOnly", "Username", "ResourceType", "ResourceName", "EventSource", "AccessKeyId",
    ];

    protected override Task<JsonObject> AnswerAsync(SandboxRequest request) => Task.FromResult(request.Operation switch
    {
        "DescribeTrails" => DescribeTrails(request),
        "ListTrails" => ListTrails(request),
        "GetTrail" => new JsonObject { ["Trail"] = FindTrail(request, "Name").Describe() },
        "GetTrailStatus" => GetTrailStatus(request),
        "GetEventSelectors" => GetEventSelectors(request),
        "LookupEvents" => LookupEvents(request),
        _ => throw UnknownOperation(request),
    });

    /// <summary>In a region, CloudTrail shows the trails of that region, and as shadow trails those of all regions.</summary>
    private static IEnumerable<TrailState> Seen(SandboxRequest request, bool withShadows = true) => request.Account.Trails.Where(
        trail => trail.HomeRegion == request.Region || (withShadows && trail.IsMultiRegionTrail));

    private static JsonObject DescribeTrails(SandboxRequest request)
    {
        var names = request.Json["trailNameList"]?.AsArray().Select(name => (string)name!).ToList() ?? [];
        var withShadows = (bool?)request.Json["includeShadowTrails"] ?? true;
        // A name that does not exist is left out.
        var trails = Seen(request, withShadows).Where(
            trail => names.Count == 0 || names.Contains(trail.Name) || names.Contains(trail.TrailArn));
        return new JsonObject { ["trailList"] = new JsonArray([.. trails.Select(trail => trail.Describe())]) };
    }

    private static JsonObject ListTrails(SandboxRequest request) => new()
    {
        ["Trails"] = new JsonArray([.. Seen(request).Select(trail => new JsonObject
        {
            ["TrailARN"] = trail.TrailArn, ["Name"] = trail.Name, ["HomeRegion"] = trail.HomeRegion,
        })]),
    };

    private static TrailState FindTrail(SandboxRequest request, string parameter)
    {
        var name = Required(request, parameter, "InvalidTrailNameException");
        return request.Account.Trails.FirstOrDefault(trail => trail.TrailArn == name)
            ?? Seen(request).FirstOrDefault(trail => trail.Name == name)
            ?? throw new AwsError(400, "TrailNotFoundException", $"Unknown trail: {name} for the user: {request.Account.AccountId}");
    }

    private JsonObject GetTrailStatus(SandboxRequest request)
    {
        var trail = FindTrail(request, "Name");
        return new JsonObject
        {
            ["IsLogging"] = trail.IsLogging,
            ["LatestDeliveryTime"] = state.CloudTrailNow.ToUnixTimeSeconds(),
            ["StartLoggingTime"] = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds(),
        };
    }

    private static JsonObject GetEventSelectors(SandboxRequest request)
    {
        var trail = FindTrail(request, "TrailName");
        var answer = new JsonObject { ["TrailARN"] = trail.TrailArn };
        if (trail.Selectors.Basic is { } basic) answer["EventSelectors"] = basic.DeepClone();
        if (trail.Selectors.Advanced is { } advanced) answer["AdvancedEventSelectors"] = advanced.DeepClone();
        return answer;
    }

    private JsonObject LookupEvents(SandboxRequest request)
    {
        var input = request.Json;
        var (attribute, value) = AttributeOf(input);
        var size = (int?)input["MaxResults"] ?? LongestPage;
        if (size is < 1 or > LongestPage)
            throw new AwsError(400, "InvalidMaxResultsException", "The value of MaxResults must be from 1 to 50.");
        var now = state.CloudTrailNow;
        var start = Time(input["StartTime"]) ?? DateTimeOffset.MinValue;
        var end = Time(input["EndTime"]) ?? DateTimeOffset.MaxValue;
        if (start > end) throw new AwsError(400, "InvalidTimeRangeException", "The start time is after the end time.");
        if (input["EventCategory"] is not null) return new JsonObject { ["Events"] = new JsonArray() };
        var (shortest, longest) = state.EventHistoryDelay;
        var found = request.Account.Region(request.Region).History.Find(attribute, value).Where(
            e => e.EventTime >= start && e.EventTime <= end && e.EventTime >= now - Kept && e.ReadableAt(shortest, longest) <= now);

        // The token holds the last event and what was requested, since AWS refuses a token with other parameters.
        var query = $"{attribute}|{value}|{start.Ticks}|{end.Ticks}";
        if ((string?)input["NextToken"] is { } token)
        {
            if (Marker.Decode(token)?.Split('\n') is not [var id, var ticks, var known] || known != query)
                throw new AwsError(400, "InvalidNextTokenException", "The provided NextToken is not valid for these parameters.");
            var last = new DateTimeOffset(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero);
            found = found.Where(
                e => e.EventTime < last || (e.EventTime == last && string.CompareOrdinal(e.EventId, id) > 0));
        }

        var page = found.Take(size + 1).ToList();
        var answer = new JsonObject { ["Events"] = new JsonArray([.. page.Take(size).Select(e => e.Describe())]) };
        if (page.Count > size)
            answer["NextToken"] = Marker.Encode($"{page[size - 1].EventId}\n{page[size - 1].EventTime.UtcTicks}\n{query}");
        return answer;
    }

    private static (string? Key, string? Value) AttributeOf(JsonObject input)
    {
        if (input["LookupAttributes"] is not JsonArray { Count: > 0 } attributes) return (null, null);
        var key = (string?)attributes[0]!["AttributeKey"];
        var value = (string?)attributes[0]!["AttributeValue"];
        // "Currently the list can contain only one item."
        return attributes.Count == 1 && Attributes.Contains(key) && value is { Length: > 0 }
            ? (key, value)
            : throw new AwsError(400, "InvalidLookupAttributesException", "The lookup attributes are not valid. Specify one attribute.");
    }

    private static DateTimeOffset? Time(JsonNode? seconds) => seconds is null
        ? null
        : DateTimeOffset.UnixEpoch.AddSeconds((double)seconds);
}
