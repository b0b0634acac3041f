using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Sandbox.State;

/// <summary>
/// The event selectors of a trail, basic or advanced, as GetEventSelectors writes them, and which events they log (CloudTrail API
/// reference, EventSelector, AdvancedEventSelector).
/// </summary>
public sealed class TrailSelectors
{
    /// <summary>The basic selectors know only these types ("for all other resource types, use AdvancedEventSelectors").</summary>
    private static readonly string[] BasicTypes = ["AWS::S3::Object", "AWS::Lambda::Function", "AWS::DynamoDB::Table"];

    private readonly Field[][] _fields;

    private TrailSelectors(JsonArray? basic, JsonArray? advanced)
    {
        (Basic, Advanced) = (basic, advanced);
        _fields =
        [
            .. (advanced ?? []).Select(
                selector => selector!["FieldSelectors"]!.AsArray().Select(field => new Field(field!)).ToArray()),
        ];
    }

    /// <summary>The selectors of a new trail: all management events, and no data events.</summary>
    public static TrailSelectors ManagementOnly { get; } = OfBasic("[]");

    /// <summary>The basic selectors; null if the trail has advanced ones.</summary>
    public JsonArray? Basic { get; }

    /// <summary>The advanced selectors; null if the trail has basic ones.</summary>
    public JsonArray? Advanced { get; }

    /// <summary>Returns one basic selector with these data resources, in JSON: <c>[{"Type":…,"Values":[…]}]</c>.</summary>
    public static TrailSelectors OfBasic(
        string dataResources, string readWriteType = "All", bool management = true, string exclude = "[]") => new(
            [
                new JsonObject
                {
                    ["ReadWriteType"] = readWriteType,
                    ["IncludeManagementEvents"] = management,
                    ["DataResources"] = JsonNode.Parse(dataResources),
                    ["ExcludeManagementEventSources"] = JsonNode.Parse(exclude),
                },
            ],
            null);

    /// <summary>Returns advanced selectors, from JSON: <c>[{"Name":…,"FieldSelectors":[{"Field":…,"Equals":[…]}]}]</c>.</summary>
    public static TrailSelectors OfAdvanced(string json) => new(null, JsonNode.Parse(json)!.AsArray());

    /// <summary>Returns advanced selectors that log all management events, and all data events of these resource types.</summary>
    public static TrailSelectors OfTypes(params IEnumerable<string> types)
    {
        JsonArray all = [Selector("Management")];
        foreach (var type in types) all.Add((JsonNode)Selector("Data", type));
        return new(null, all);
    }

    /// <summary>Returns true if the trail logs an event.</summary>
    public bool Logs(LoggedEvent e) => Basic is not null
        ? Basic.Any(selector => Matches(selector!, e))
        : _fields.Any(fields => fields.All(field => field.Fits(e)));

    private static JsonObject Selector(string category, string? type = null)
    {
        JsonArray fields = [new JsonObject { ["Field"] = "eventCategory", ["Equals"] = new JsonArray(category) }];
        if (type is not null)
            fields.Add((JsonNode)new JsonObject { ["Field"] = "resources.type", ["Equals"] = new JsonArray(type) });
        return new JsonObject { ["Name"] = type ?? category, ["FieldSelectors"] = fields };
    }

    private static bool Matches(JsonNode selector, LoggedEvent e)
    {
        var kind = (string?)selector["ReadWriteType"];
        if (kind == "ReadOnly" && !e.IsReadOnly || kind == "WriteOnly" && e.IsReadOnly) return false;
        if (e.DataType is null)
            return (bool)selector["IncludeManagementEvents"]! && !Texts(selector["ExcludeManagementEventSources"]).Contains(e.EventSource);
        return BasicTypes.Contains(e.DataType) && selector["DataResources"]!.AsArray().Any(
            resource => (string?)resource!["Type"] == e.DataType
                && Texts(resource["Values"]).Any(value => Names(value, e.DataType, e.DataArn!)));
    }

    /// <summary>
    /// Returns true if a value of a basic selector names a resource: all of a service (arn:aws:s3, arn:aws:lambda, arn:aws:dynamodb), a
    /// prefix of S3 objects, or one function or table.
    /// </summary>
    private static bool Names(string value, string type, string arn) =>
        value == arn || (value.Split(':').Length == 3 && arn.StartsWith($"{value}:", StringComparison.Ordinal))
        || (type == "AWS::S3::Object" && arn.StartsWith(value, StringComparison.Ordinal));

    private static IEnumerable<string> Texts(JsonNode? values) => values?.AsArray().Select(value => (string)value!) ?? [];

    /// <summary>A condition of an advanced selector. It compares with any of its values, or with none of those of a negation.</summary>
    private sealed class Field(JsonNode json)
    {
        private readonly string _name = (string)json["Field"]!;
        private readonly string[]? _equals = Values(json, "Equals");
        private readonly string[]? _starts = Values(json, "StartsWith");
        private readonly string[]? _ends = Values(json, "EndsWith");
        private readonly string[] _notEquals = Values(json, "NotEquals") ?? [];
        private readonly string[] _notStarts = Values(json, "NotStartsWith") ?? [];
        private readonly string[] _notEnds = Values(json, "NotEndsWith") ?? [];

        public bool Fits(LoggedEvent e)
        {
            var value = _name switch
            {
                "eventCategory" => e.DataType is null ? "Management" : "Data",
                "readOnly" => e.IsReadOnly ? "true" : "false",
                "eventSource" => e.EventSource,
                "eventName" => e.EventName,
                "eventType" => "AwsApiCall",
                "resources.type" => e.DataType ?? "",
                "resources.ARN" => e.DataArn ?? "",
                _ => throw new ArgumentException($"The Sandbox does not know the field {_name}."),
            };
            return (_equals is null || _equals.Contains(value))
                && (_starts is null || Array.Exists(_starts, text => value.StartsWith(text, StringComparison.Ordinal)))
                && (_ends is null || Array.Exists(_ends, text => value.EndsWith(text, StringComparison.Ordinal)))
                && !_notEquals.Contains(value)
                && !Array.Exists(_notStarts, text => value.StartsWith(text, StringComparison.Ordinal))
                && !Array.Exists(_notEnds, text => value.EndsWith(text, StringComparison.Ordinal));
        }

        private static string[]? Values(JsonNode json, string name) => json[name] is null ? null : [.. Texts(json[name])];
    }
}
