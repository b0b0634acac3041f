using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using LambdaRoleAudit.Sandbox.Wire;
using Microsoft.AspNetCore.Http;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>
/// CloudWatch, API 2010-08-01: the errors of functions. Clients speak three protocols with it: Query, and newer ones AWS JSON 1.0 and
/// smithy-rpc-v2-cbor, in which botocore writes its requests.
/// </summary>
public sealed class CloudWatchService : IAwsService
{
    private const int MostDataPoints = 1440;
    private const string CborPath = "/service/GraniteServiceVersion20100801/operation/";

    private static readonly XNamespace Namespace = "http://monitoring.amazonaws.com/doc/2010-08-01/";

    private enum Protocol
    {
        Query,
        Json,
        Cbor,
    }

    public string SigningName => "monitoring";

    public string OperationOf(SandboxRequest request) => ProtocolOf(request) switch
    {
        Protocol.Cbor => request.RawPath[CborPath.Length..],
        Protocol.Json => request.Http.Request.Headers["X-Amz-Target"].ToString().Split('.')[^1],
        _ => request.Form.GetValueOrDefault("Action", ""),
    };

    public Task HandleAsync(SandboxRequest request)
    {
        var input = InputOf(request);
        if (request.Operation != "GetMetricStatistics")
            throw new AwsError(400, "InvalidAction", $"Could not find operation {request.Operation} for version 2010-08-01");
        var points = Points(request, input);
        return ProtocolOf(request) switch
        {
            Protocol.Query => Xml(request, 200, new XElement(
                Namespace + "GetMetricStatisticsResponse",
                new XElement(
                    Namespace + "GetMetricStatisticsResult",
                    new XElement(Namespace + "Datapoints", points.Select(point => new XElement(
                        Namespace + "member",
                        new XElement(Namespace + "Timestamp", TextOf(point.Time)),
                        new XElement(Namespace + "Unit", "Count"),
                        new XElement(Namespace + "Sum", point.Sum)))),
                    new XElement(Namespace + "Label", (string?)input["MetricName"])),
                new XElement(Namespace + "ResponseMetadata", new XElement(Namespace + "RequestId", request.RequestId)))),
            Protocol.Json => Json(request, 200, new JsonObject
            {
                ["Label"] = (string?)input["MetricName"],
                ["Datapoints"] = new JsonArray([.. points.Select(point => new JsonObject
                {
                    ["Timestamp"] = point.Time.ToUnixTimeSeconds(), ["Unit"] = "Count", ["Sum"] = point.Sum,
                })]),
            }),
            _ => Binary(request, 200, new Dictionary<string, object?>
            {
                ["Label"] = (string?)input["MetricName"],
                ["Datapoints"] = points.Select(point => (object?)new Dictionary<string, object?>
                {
                    ["Timestamp"] = point.Time, ["Unit"] = "Count", ["Sum"] = point.Sum,
                }).ToList(),
            }),
        };
    }

    public Task WriteErrorAsync(SandboxRequest request, AwsError error)
    {
        if (ProtocolOf(request) == Protocol.Query)
        {
            return Xml(request, error.Status, new XElement(
                Namespace + "ErrorResponse",
                new XElement(
                    Namespace + "Error", new XElement(Namespace + "Type", error.Status < 500 ? "Sender" : "Receiver"),
                    new XElement(Namespace + "Code", error.Code), new XElement(Namespace + "Message", error.Message)),
                new XElement(Namespace + "RequestId", request.RequestId)));
        }

        // The code of the Query protocol, which older clients know.
        request.Http.Response.Headers["x-amzn-query-error"] = $"{error.Code};{(error.Status < 500 ? "Sender" : "Receiver")}";
        return ProtocolOf(request) == Protocol.Json
            ? Json(request, error.Status, new JsonObject { ["__type"] = error.Code, ["message"] = error.Message })
            : Binary(request, error.Status, new Dictionary<string, object?> { ["__type"] = error.Code, ["message"] = error.Message });
    }

    private static string TextOf(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static Protocol ProtocolOf(SandboxRequest request) =>
        request.RawPath.StartsWith(CborPath, StringComparison.Ordinal) ? Protocol.Cbor
        : request.Http.Request.Headers.ContainsKey("X-Amz-Target") ? Protocol.Json
        : Protocol.Query;

    private static JsonObject InputOf(SandboxRequest request) => ProtocolOf(request) switch
    {
        Protocol.Cbor => Cbor.Read(request.Body) as JsonObject ?? [],
        Protocol.Json => request.Json,
        _ => OfForm(request.Form),
    };

    /// <summary>Returns the parameters of a Query request as the other protocols write them.</summary>
    private static JsonObject OfForm(Dictionary<string, string> form)
    {
        var input = new JsonObject();
        foreach (var name in new[] { "Namespace", "MetricName" })
            if (form.TryGetValue(name, out var text)) input[name] = text;
        foreach (var name in new[] { "StartTime", "EndTime" })
        {
            if (form.TryGetValue(name, out var text))
                input[name] = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeSeconds();
        }

        if (form.TryGetValue("Period", out var period)) input["Period"] = long.Parse(period, CultureInfo.InvariantCulture);
        var statistics = form.Where(pair => pair.Key.StartsWith("Statistics.member.", StringComparison.Ordinal));
        input["Statistics"] = new JsonArray([.. statistics.Select(pair => (JsonNode)pair.Value)]);
        var dimensions = new JsonArray();
        for (var i = 1; form.TryGetValue(string.Create(CultureInfo.InvariantCulture, $"Dimensions.member.{i}.Name"), out var name); i++)
        {
            dimensions.Add(new JsonObject
            {
                ["Name"] = name, ["Value"] = form[string.Create(CultureInfo.InvariantCulture, $"Dimensions.member.{i}.Value")],
            });
        }

        input["Dimensions"] = dimensions;
        return input;
    }

    /// <summary>Returns the sums of each period, newest first: "The data points are not returned in chronological order".</summary>
    private static List<(DateTimeOffset Time, double Sum)> Points(SandboxRequest request, JsonObject input)
    {
        foreach (var name in new[] { "Namespace", "MetricName", "StartTime", "EndTime", "Period" })
        {
            if (input[name] is null)
                throw new AwsError(400, "MissingParameter", $"The parameter {name} is required.");
        }

        var (start, end) = (Time(input["StartTime"]!), Time(input["EndTime"]!));
        var period = (long)Number(input["Period"]!);
        if (start >= end) throw new AwsError(400, "ValidationError", "The parameter StartTime must be less than the parameter EndTime.");
        if (period <= 0 || period % 60 != 0)
            throw new AwsError(400, "InvalidParameterValue", "The parameter Period must be a multiple of 60.");
        start = new DateTimeOffset(start.UtcTicks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero);
        var count = (end - start).TotalSeconds / period;
        if (count > MostDataPoints)
        {
            throw new AwsError(400, "InvalidParameterCombination", string.Create(
                CultureInfo.InvariantCulture,
                $"You have requested up to {Math.Ceiling(count):0} datapoints, which exceeds the limit of {MostDataPoints}. ")
                + "You may reduce the datapoints requested by increasing Period, or decreasing the time range.");
        }

        if (!(input["Statistics"]?.AsArray() ?? []).Any(statistic => (string?)statistic == "Sum"))
            throw new AwsError(400, "MissingParameter", "The Sandbox knows the statistic Sum only.");
        // A metric is its namespace, name and dimensions together. One that has no data has no data points.
        if ((string?)input["Namespace"] != "AWS/Lambda" || (string?)input["MetricName"] != "Errors"
            || input["Dimensions"] is not JsonArray { Count: 1 } dimensions || (string?)dimensions[0]!["Name"] != "FunctionName") return [];
        return
        [
            .. request.Account.Region(request.Region).Errors.Of((string)dimensions[0]!["Value"]!, start, end)
                .GroupBy(minute => start.AddSeconds(Math.Floor((minute.Time - start).TotalSeconds / period) * period))
                .OrderByDescending(group => group.Key).Select(group => (group.Key, group.Sum(minute => minute.Count))),
        ];
    }

    private static DateTimeOffset Time(JsonNode node) => DateTimeOffset.UnixEpoch.AddSeconds(Number(node));

    /// <summary>A number can be an integer in one protocol and a floating-point number in another.</summary>
    private static double Number(JsonNode node) => double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture);

    private static Task Xml(SandboxRequest request, int status, XElement document)
    {
        request.Http.Response.StatusCode = status;
        request.Http.Response.ContentType = "text/xml";
        return request.Http.Response.WriteAsync(document.ToString(SaveOptions.DisableFormatting));
    }

    private static Task Json(SandboxRequest request, int status, JsonObject body)
    {
        request.Http.Response.StatusCode = status;
        request.Http.Response.ContentType = "application/x-amz-json-1.0";
        return request.Http.Response.WriteAsync(body.ToJsonString());
    }

    private static Task Binary(SandboxRequest request, int status, Dictionary<string, object?> body)
    {
        request.Http.Response.StatusCode = status;
        request.Http.Response.ContentType = "application/cbor";
        request.Http.Response.Headers["smithy-protocol"] = "rpc-v2-cbor";
        return request.Http.Response.Body.WriteAsync(Cbor.Write(body)).AsTask();
    }
}
