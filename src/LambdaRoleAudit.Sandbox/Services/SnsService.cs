using System.Xml.Linq;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>SNS, API 2010-03-31: topics and their policies.</summary>
public sealed class SnsService(SandboxState state) : QueryService("sns", "http://sns.amazonaws.com/doc/2010-03-31/")
{
    private readonly PolicyStore _store = new(state);

    protected override object?[] Handle(SandboxRequest request)
    {
        lock (request.Account.Lock)
        {
            return request.Operation switch
            {
                "ListTopics" => ListTopics(request),
                "GetTopicAttributes" => GetTopicAttributes(request),
                "SetTopicAttributes" => SetTopicAttributes(request),
                _ => throw UnknownOperation(request),
            };
        }
    }

    private static ResourceState Topic(SandboxRequest request) => PolicyStore.Find(
        request, ResourceKind.Topic, Required(request, "TopicArn"), new AwsError(404, "NotFound", "Topic does not exist"));

    private object?[] ListTopics(SandboxRequest request)
    {
        var after = request.Form.TryGetValue("NextToken", out var token)
            ? Marker.Decode(token) ?? throw new AwsError(400, "InvalidParameter", "Invalid parameter: NextToken")
            : null;
        var (topics, last) = PolicyStore.Page(PolicyStore.All(request, ResourceKind.Topic), topic => topic.Arn, after, 100);
        return
        [
            new XElement(Namespace + "Topics", topics.Select(
                topic => new XElement(Namespace + "member", new XElement(Namespace + "TopicArn", topic.Arn)))),
            last is null ? null : new XElement(Namespace + "NextToken", Marker.Encode(last)),
        ];
    }

    private object?[] GetTopicAttributes(SandboxRequest request)
    {
        var topic = Topic(request);
        return
        [
            new XElement(Namespace + "Attributes", Entry("TopicArn", topic.Arn), Entry("Policy", topic.Policy ?? "")),
        ];

        XElement Entry(string key, string value) =>
            new(Namespace + "entry", new XElement(Namespace + "key", key), new XElement(Namespace + "value", value));
    }

    private object?[] SetTopicAttributes(SandboxRequest request)
    {
        var topic = Topic(request);
        if (Required(request, "AttributeName") == "Policy")
            topic.Put(_store.Verify(
                request.Form.GetValueOrDefault("AttributeValue"),
                new AwsError(400, "InvalidParameter", "Invalid parameter: Policy Error: null"),
                new AwsError(400, "InvalidParameter", "Invalid parameter: Policy Error: PrincipalNotFound")));
        return [];
    }
}
