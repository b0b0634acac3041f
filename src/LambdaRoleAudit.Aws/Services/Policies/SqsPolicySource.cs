using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Services.Policies;

/// <summary>Queues of SQS (API 2012-11-05). A queue's operations need its URL.</summary>
internal sealed class SqsPolicySource : PolicySource
{
    /// <summary>SQS API reference, ListQueues: MaxResults 1 to 1000.</summary>
    private const int PageSize = 1000;

    public override IAsyncEnumerable<string> ListAsync(PolicyPlace place, CancellationToken cancellationToken) => PagesAsync(
        place.Client(WireService.Sqs), new ListWalk(WireService.Sqs, "ListQueues", place.Region, PageSize),
        walk =>
        {
            // Without MaxResults, SQS returns at most 1000 queues and no token.
            var body = new Dictionary<string, object> { ["MaxResults"] = int.Parse(walk.PageSize, null) };
            if (walk.Marker is { } marker) body["NextToken"] = marker;
            return new JsonCall(body).Request("ListQueues", FormattableString.Invariant($"queues, page {walk.Page}"));
        },
        body =>
        {
            using var json = AnswerJson.Parse(body);
            var arns = json.RootElement.AnswerTexts("QueueUrls").Select(url => ArnOf(place, url)).ToList();
            return (arns, json.RootElement.AnswerText("NextToken"));
        },
        cancellationToken);

    public override async Task<IReadOnlyList<ResourcePolicyRecord>> ReadAsync(
        PolicyPlace place, Arn arn, CancellationToken cancellationToken)
    {
        var url = $"https://sqs.{place.Region}.{place.Suffix}/{arn.AccountId}/{arn.Resource}";
        var request = new JsonCall(new { QueueUrl = url, AttributeNames = new[] { "Policy" } })
            .Request("GetQueueAttributes", $"policy of {arn}");
        var policy = await place.Client(WireService.Sqs).CallAsync(request, Read, cancellationToken).ConfigureAwait(false);
        return place.Record(PolicyResourceKind.SqsQueue, arn.ToString(), policy, address: url);
    }

    private static string? Read(Stream body)
    {
        using var json = AnswerJson.Parse(body);
        return json.RootElement.AnswerObject("Attributes")?.AnswerText("Policy");
    }

    /// <summary>A queue's URL ends with the account and the name (SQS developer guide, "Queue and message identifiers").</summary>
    private static string ArnOf(PolicyPlace place, string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.AbsolutePath.Split('/') is [.., var account, { Length: > 0 } name]
            ? place.ArnOf("sqs", account, name)
            : throw new JsonException("The response has a queue without a URL.");
}
