using System.Globalization;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>Lambda's event source mappings, which poll a queue or a stream under the function's role.</summary>
internal static class EventSourceMappings
{
    private const string Root = "/2015-03-31/event-source-mappings/";

    public static string? OperationOf(SandboxRequest request) =>
        !request.RawPath.StartsWith(Root.TrimEnd('/'), StringComparison.Ordinal) ? null
            : (request.Http.Request.Method, Id(request)) switch
            {
                ("GET", "") => "ListEventSourceMappings",
                ("POST", "") => "CreateEventSourceMapping",
                ("GET", _) => "GetEventSourceMapping",
                _ => "",
            };

    public static JsonObject List(SandboxRequest request)
    {
        var wanted = request.Query("FunctionName");
        var size = int.Parse(request.Query("MaxItems") ?? "100", CultureInfo.InvariantCulture);
        var region = request.Account.Region(request.Region);
        var all = region.EventSourceMappings.Values
            .Where(mapping =>
                wanted is null || (string)mapping["FunctionArn"]! == wanted
                    || ((string)mapping["FunctionArn"]!).EndsWith($":{wanted}", StringComparison.Ordinal)).ToList();
        var start = request.Query("Marker") is { Length: > 0 } marker
            ? all.FindIndex(mapping => (string)mapping["UUID"]! == marker) + 1
            : 0;
        var page = all.Skip(start).Take(size).ToList();
        var answer = new JsonObject { ["EventSourceMappings"] = new JsonArray([.. page.Select(mapping => mapping.DeepClone())]) };
        if (start + page.Count < all.Count) answer["NextMarker"] = (string)page[^1]["UUID"]!;
        return answer;
    }

    public static JsonObject Create(SandboxRequest request)
    {
        var name = ((string)request.Json["FunctionName"]!).Split(':')[^1];
        var region = request.Account.Region(request.Region);
        if (region.Find(name) is null) throw new AwsError(404, "ResourceNotFoundException", $"Function does not exist: {name}");
        return (JsonObject)region.AddEventSourceMapping(
            request.Account.FunctionArn(request.Region, name), (string)request.Json["EventSourceArn"]!, request.Json["DestinationConfig"])
            .DeepClone();
    }

    public static JsonObject Get(SandboxRequest request) =>
        request.Account.Region(request.Region).EventSourceMappings.TryGetValue(Id(request), out var mapping)
            ? (JsonObject)mapping.DeepClone()
            : throw new AwsError(404, "ResourceNotFoundException", "The resource you requested does not exist.");

    /// <summary>"Changing the role can disable event source mappings": the mappings whose source the role can no longer read.</summary>
    public static void RoleChanged(AccountState account, string region, FunctionState function)
    {
        var role = account.FindRole(function.Role);
        foreach (var mapping in account.Region(region).EventSourceMappings.Values.Where(mapping =>
            (string)mapping["FunctionArn"]! == function.FunctionArn))
        {
            var source = (string)mapping["EventSourceArn"]!;
            var action = source.Split(':')[2] switch
            {
                "sqs" => "sqs:ReceiveMessage",
                "dynamodb" => "dynamodb:GetRecords",
                _ => "kinesis:GetRecords",
            };
            var works = role is not null && Permissions.Allows(account, role, action)
                && (!account.SourceReaders.TryGetValue(source, out var reader) || reader == role.Arn);
            mapping["State"] = works ? "Enabled" : "Disabled";
            mapping["StateTransitionReason"] = works
                ? "USER_INITIATED"
                : "The execution role does not have permissions to call the event source.";
            mapping["LastProcessingResult"] = works ? "OK" : "PROBLEM: Lambda's execution role lacks permissions.";
        }
    }

    private static string Id(SandboxRequest request) =>
        request.RawPath.Length <= Root.Length ? "" : request.RawPath[Root.Length..].Trim('/');
}
