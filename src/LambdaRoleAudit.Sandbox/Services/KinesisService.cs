using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>Kinesis Data Streams, API 2013-12-02: streams and their policies.</summary>
public sealed class KinesisService(SandboxState state) : PolicyJsonService(state, "kinesis")
{
    protected override JsonObject Answer(SandboxRequest request) => request.Operation switch
    {
        "ListStreams" => ListStreams(request),
        "GetResourcePolicy" => new JsonObject { ["Policy"] = Stream(request).Policy ?? throw Missing(Stream(request).Arn) },
        "PutResourcePolicy" => Put(request),
        "DeleteResourcePolicy" => Delete(request),
        _ => throw UnknownOperation(request),
    };

    private static JsonObject ListStreams(SandboxRequest request)
    {
        var answer = List(request, ResourceKind.Stream, "StreamNames", "NextToken", "Limit", 10_000, stream => stream.Name);
        answer["HasMoreStreams"] = answer.ContainsKey("NextToken");
        return answer;
    }

    private static ResourceState Stream(SandboxRequest request)
    {
        var arn = Required(request, "ResourceARN", "InvalidArgumentException");
        return PolicyStore.Find(request, ResourceKind.Stream, arn, Missing(arn));
    }

    private JsonObject Put(SandboxRequest request)
    {
        var stream = Stream(request);
        stream.Put(Store.Verify(Text(request, "Policy"), 400, "InvalidArgumentException", "The policy is not valid."));
        return [];
    }

    private static JsonObject Delete(SandboxRequest request)
    {
        var stream = Stream(request);
        _ = stream.Policy ?? throw Missing(stream.Arn);
        stream.Put(null);
        return [];
    }

    private static AwsError Missing(string arn) =>
        new(400, "ResourceNotFoundException", $"The requested resource could not be found: {arn}");
}
