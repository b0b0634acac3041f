using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>DynamoDB and DynamoDB Streams, API 2012-08-10: tables, streams and their policies.</summary>
public sealed class DynamoDbService(SandboxState state) : PolicyJsonService(state, "dynamodb")
{
    protected override JsonObject Answer(SandboxRequest request) => request.Operation switch
    {
        "ListTables" => ListTables(request),
        "ListStreams" => ListStreams(request),
        "GetResourcePolicy" => Get(request),
        "PutResourcePolicy" => Put(request),
        "DeleteResourcePolicy" => Delete(request),
        _ => throw UnknownOperation(request),
    };

    private static JsonObject ListTables(SandboxRequest request)
    {
        var (tables, last) = PolicyStore.Page(
            PolicyStore.All(request, ResourceKind.Table), table => table.Name, Text(request, "ExclusiveStartTableName"),
            PolicyStore.Size(request.Json["Limit"], 100));
        var answer = new JsonObject { ["TableNames"] = new JsonArray([.. tables.Select(table => (JsonNode)table.Name)]) };
        if (last is not null) answer["LastEvaluatedTableName"] = last;
        return answer;
    }

    private static JsonObject ListStreams(SandboxRequest request)
    {
        var (streams, last) = PolicyStore.Page(
            PolicyStore.All(request, ResourceKind.TableStream), stream => stream.Arn, Text(request, "ExclusiveStartStreamArn"),
            PolicyStore.Size(request.Json["Limit"], 100));
        var answer = new JsonObject
        {
            ["Streams"] = new JsonArray([.. streams.Select(stream => new JsonObject
            {
                ["StreamArn"] = stream.Arn, ["TableName"] = stream.Name.Split('/')[0], ["StreamLabel"] = stream.Name.Split('/')[1],
            })]),
        };
        if (last is not null) answer["LastEvaluatedStreamArn"] = last;
        return answer;
    }

    private static ResourceState Resource(SandboxRequest request)
    {
        var arn = Required(request, "ResourceArn", "ValidationException");
        return PolicyStore.Find(
            request, arn.Contains("/stream/", StringComparison.Ordinal) ? ResourceKind.TableStream : ResourceKind.Table, arn,
            new AwsError(400, "ResourceNotFoundException", $"Requested resource not found: {arn} not found"));
    }

    private static JsonObject Get(SandboxRequest request)
    {
        var resource = Resource(request);
        return resource.Policy is null
            ? throw NoPolicy(resource)
            : new JsonObject { ["Policy"] = resource.Policy, ["RevisionId"] = resource.Revision };
    }

    private JsonObject Put(SandboxRequest request)
    {
        var resource = Resource(request);
        VerifyRevision(request, resource);
        var policy = Store.Verify(Text(request, "Policy"), 400, "ValidationException", "Invalid policy document.");
        return new JsonObject { ["RevisionId"] = resource.Put(policy) };
    }

    private static JsonObject Delete(SandboxRequest request)
    {
        var resource = Resource(request);
        VerifyRevision(request, resource);
        var revision = resource.Revision;
        resource.Put(null);
        return revision is null ? [] : new JsonObject { ["RevisionId"] = revision };
    }

    private static void VerifyRevision(SandboxRequest request, ResourceState resource)
    {
        if (Text(request, "ExpectedRevisionId") is { } expected && expected != (resource.Revision ?? "NO_POLICY")) throw NoPolicy(resource);
    }

    private static AwsError NoPolicy(ResourceState resource) =>
        new(400, "PolicyNotFoundException", $"Resource-based policy not found for the provided ResourceArn: {resource.Arn}");
}
