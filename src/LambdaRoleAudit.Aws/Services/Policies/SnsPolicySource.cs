using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Services.Policies;

/// <summary>Topics of SNS (API 2010-03-31): Query requests, XML responses.</summary>
internal sealed class SnsPolicySource : PolicySource
{
    /// <summary>"Each call returns a limited list of topics, up to 100" (SNS API reference, ListTopics).</summary>
    private const int PageSize = 100;

    public override IAsyncEnumerable<string> ListAsync(PolicyPlace place, CancellationToken cancellationToken) => PagesAsync(
        place.Client(WireService.Sns), new ListWalk(WireService.Sns, "ListTopics", place.Region, PageSize),
        walk =>
        {
            var request = new WireRequest("ListTopics", FormattableString.Invariant($"topics, page {walk.Page}"));
            if (walk.Marker is { } marker) request.Parameters["NextToken"] = marker;
            return request;
        },
        body =>
        {
            var result = IamXml.Result(body);
            return (IamXml.Members(result, "Topics").Select(topic => IamXml.Required(topic, "TopicArn")).ToList(),
                IamXml.Text(result, "NextToken"));
        },
        cancellationToken);

    public override async Task<IReadOnlyList<ResourcePolicyRecord>> ReadAsync(
        PolicyPlace place, Arn arn, CancellationToken cancellationToken)
    {
        var request = new WireRequest("GetTopicAttributes", $"policy of {arn}");
        request.Parameters["TopicArn"] = arn.ToString();
        var policy = await place.Client(WireService.Sns).CallAsync(request, Read, cancellationToken).ConfigureAwait(false);
        return place.Record(PolicyResourceKind.SnsTopic, arn.ToString(), policy);
    }

    private static string? Read(Stream body) => IamXml.Elements(IamXml.Only(body, "Attributes"), "entry")
        .Where(entry => IamXml.Required(entry, "key") == "Policy").Select(entry => IamXml.Text(entry, "value")).FirstOrDefault();
}
