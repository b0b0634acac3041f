using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>SQS, API 2012-11-05: queues and their policies.</summary>
public sealed class SqsService(SandboxState state) : PolicyJsonService(state, "sqs")
{
    protected override JsonObject Answer(SandboxRequest request) => request.Operation switch
    {
        "ListQueues" => List(
            request, ResourceKind.Queue, "QueueUrls", "NextToken", "MaxResults", 1000,
            queue => $"https://sqs.{request.Region}.amazonaws.com/{request.Account.AccountId}/{queue.Name}"),
        "GetQueueAttributes" => GetQueueAttributes(request),
        "SetQueueAttributes" => SetQueueAttributes(request),
        _ => throw UnknownOperation(request),
    };

    private static ResourceState Queue(SandboxRequest request)
    {
        var missing = new AwsError(400, "com.amazonaws.sqs#QueueDoesNotExist", "The specified queue does not exist.");
        return Required(request, "QueueUrl", "InvalidParameterValue").Split('/') is [.., var account, var name]
            && account == request.Account.AccountId
                ? PolicyStore.Find(request, ResourceKind.Queue, name, missing)
                : throw missing;
    }

    private static JsonObject GetQueueAttributes(SandboxRequest request)
    {
        var queue = Queue(request);
        var names = (request.Json["AttributeNames"] as JsonArray)?.Select(name => (string?)name).ToList() ?? [];
        var attributes = new JsonObject();
        if (queue.Policy is { } policy && (names.Contains("Policy") || names.Contains("All"))) attributes["Policy"] = policy;
        if (names.Contains("QueueArn") || names.Contains("All")) attributes["QueueArn"] = queue.Arn;
        return attributes.Count == 0 ? [] : new JsonObject { ["Attributes"] = attributes };
    }

    /// <summary>An empty policy removes the policy.</summary>
    private JsonObject SetQueueAttributes(SandboxRequest request)
    {
        var queue = Queue(request);
        if ((string?)request.Json["Attributes"]?["Policy"] is { } policy)
            queue.Put(
                policy.Length == 0
                    ? null
                    : Store.Verify(policy, 400, "InvalidAttributeValue", "Invalid value for the parameter Policy."));
        return [];
    }
}
