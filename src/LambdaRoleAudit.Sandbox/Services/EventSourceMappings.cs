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
                    || ((string)mapping["FunctionArn"]!).EndsWith($":function:{wanted}", StringComparison.Ordinal)).ToList();
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
        var given = (string)request.Json["FunctionName"]!;
        // A name, a partial or a complete ARN, each with or without a qualifier.
        var parts = given[(given.LastIndexOf("function:", StringComparison.Ordinal) is >= 0 and var at ? at + 9 : 0)..].Split(':');
        var region = request.Account.Region(request.Region);
        if (region.Find(parts[0]) is not { } function || (parts.Length > 1 && !function.Aliases.ContainsKey(parts[1])
            && !function.Versions.Values.Any(version => version.Version == parts[1])))
            throw new AwsError(404, "ResourceNotFoundException", $"Function does not exist: {given}");
        return (JsonObject)region.AddEventSourceMapping(
            string.Join(':', [request.Account.FunctionArn(request.Region, parts[0]), .. parts.Skip(1)]),
            (string)request.Json["EventSourceArn"]!, request.Json["DestinationConfig"])
            .DeepClone();
    }

    public static JsonObject Get(SandboxRequest request) =>
        request.Account.Region(request.Region).EventSourceMappings.TryGetValue(Id(request), out var mapping)
            ? (JsonObject)mapping.DeepClone()
            : throw new AwsError(404, "ResourceNotFoundException", "The resource you requested does not exist.");

    /// <summary>"Changing the role can disable event source mappings": the mappings whose source the role can no longer read.</summary>
    public static void RoleChanged(AccountState account, string region, FunctionState function)
    {
        RoleChanged(account, region, function.FunctionArn, function.Role);
        foreach (var alias in function.Aliases.Values.Where(alias => alias.FunctionVersion == function.Version))
            RoleChanged(account, region, $"{function.FunctionArn}:{alias.Name}", function.Role);
    }

    /// <summary>The same for the mappings of a function or of an alias, by its ARN.</summary>
    public static void RoleChanged(AccountState account, string region, string arn, string roleArn)
    {
        var role = account.FindRole(roleArn);
        foreach (var mapping in account.Region(region).EventSourceMappings.Values.Where(mapping =>
            (string)mapping["FunctionArn"]! == arn))
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
