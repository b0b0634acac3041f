using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>
/// AWS Config, API 2014-11-12: the recorder, and advanced queries of the form <c>SELECT properties WHERE resourceType = 'type'</c>.
/// </summary>
public sealed partial class ConfigService() : JsonService("config")
{
    protected override Task<JsonObject> AnswerAsync(SandboxRequest request)
    {
        lock (request.Account.Lock)
        {
            var config = request.Account.Region(request.Region).Config;
            return Task.FromResult(request.Operation switch
            {
                "DescribeConfigurationRecorders" => new JsonObject
                {
                    ["ConfigurationRecorders"] = config.Recorder is { } recorder ? new JsonArray(recorder.DeepClone()) : [],
                },
                "DescribeConfigurationRecorderStatus" => new JsonObject
                {
                    ["ConfigurationRecordersStatus"] = config.Recorder is { } recorder ? new JsonArray(Status(config, recorder)) : [],
                },
                "SelectResourceConfig" => Select(request, config),
                _ => throw UnknownOperation(request),
            });
        }
    }

    private static JsonObject Status(ConfigState config, JsonObject recorder) => new()
    {
        ["name"] = (string?)recorder["name"], ["recording"] = config.IsRecording, ["lastStatus"] = config.LastStatus,
    };

    private static JsonObject Select(SandboxRequest request, ConfigState config)
    {
        var query = Query().Match(Required(request, "Expression", "ValidationException"));
        if (!query.Success) throw new AwsError(400, "InvalidExpressionException", "Unable to process the provided expression.");
        var after = (string?)request.Json["NextToken"] is { } token
            ? Marker.Decode(token) ?? throw new AwsError(400, "InvalidNextTokenException", "The specified token is not valid.")
            : null;
        var properties = query.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries);
        // "The default page size is 25" (SelectAggregateResourceConfig, whose queries are the same).
        var size = (int?)request.Json["Limit"] is { } limit and > 0 ? limit : 25;
        if (size > 100) throw new AwsError(400, "InvalidLimitException", "The specified limit is outside the allowable range.");
        var found = config.Items.Where(item =>
            (string?)item.Value["resourceType"] == query.Groups[2].Value && (after is null || string.CompareOrdinal(item.Key, after) > 0))
            .Take(size + 1).ToList();
        var page = found.Take(size).ToList();
        var answer = new JsonObject
        {
            ["Results"] = new JsonArray([.. page.Select(item => (JsonNode)Projection(item.Value, properties).ToJsonString())]),
            ["QueryInfo"] = new JsonObject
            {
                ["SelectFields"] = new JsonArray([.. properties.Select(property => new JsonObject { ["Name"] = property })]),
            },
        };
        if (found.Count > size) answer["NextToken"] = Marker.Encode(page[^1].Key);
        return answer;
    }

    /// <summary>Returns an item with the given properties only. A property that the item does not have is left out.</summary>
    private static JsonObject Projection(JsonObject item, IEnumerable<string> properties)
    {
        var result = new JsonObject();
        foreach (var path in properties.Select(property => property.Split('.')))
        {
            JsonNode? value = item;
            foreach (var name in path) value = value is JsonObject node && node.TryGetPropertyValue(name, out var next) ? next : null;
            if (value is null) continue;
            var target = result;
            foreach (var name in path[..^1])
            {
                if (target[name] is not JsonObject inner) target[name] = inner = [];
                target = inner;
            }

            target[path[^1]] = value.DeepClone();
        }

        return result;
    }

    [GeneratedRegex(@"^\s*SELECT\s+(.+?)\s+WHERE\s+resourceType\s*=\s*'([^']+)'\s*$", RegexOptions.Singleline)]
    private static partial Regex Query();
}
