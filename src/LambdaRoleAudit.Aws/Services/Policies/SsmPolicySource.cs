using System.Runtime.CompilerServices;
using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Services.Policies;

/// <summary>Parameters of Systems Manager (API 2014-11-06). A parameter can have several policies.</summary>
internal sealed class SsmPolicySource : PolicySource
{
    /// <summary>Systems Manager API reference, DescribeParameters and GetResourcePolicies: MaxResults up to 50.</summary>
    private const int PageSize = 50;

    /// <summary>
    /// Returns the parameters without those of the standard tier, which cannot have a policy (Systems Manager user guide, "Working with
    /// shared parameters": "the parameter must be in the advanced parameter tier").
    /// </summary>
    public override async IAsyncEnumerable<string> ListAsync(
        PolicyPlace place, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var account = await place.AccountAsync(cancellationToken).ConfigureAwait(false);
        var parameters = PagesAsync(
            place, "DescribeParameters", null, "Parameters", item => (Arn: ArnOf(item, place, account), Tier: item.AnswerText("Tier")),
            cancellationToken);
        await foreach (var parameter in parameters.ConfigureAwait(false))
            if (parameter.Tier != "Standard") yield return parameter.Arn;
    }

    public override async Task<IReadOnlyList<ResourcePolicyRecord>> ReadAsync(
        PolicyPlace place, Arn arn, CancellationToken cancellationToken)
    {
        var records = new List<ResourcePolicyRecord>();
        var policies = PagesAsync(
            place, "GetResourcePolicies", arn.ToString(), "Policies",
            item => (Id: item.AnswerText("PolicyId"), Hash: item.AnswerText("PolicyHash"), Text: item.AnswerText("Policy")),
            cancellationToken);
        await foreach (var (id, hash, text) in policies.ConfigureAwait(false))
            records.AddRange(place.Record(PolicyResourceKind.SsmParameter, arn.ToString(), text, hash, id));
        return records;
    }

    private static IAsyncEnumerable<T> PagesAsync<T>(
        PolicyPlace place, string operation, string? arn, string items, Func<JsonElement, T> read, CancellationToken cancellationToken) =>
        PagesAsync(
            place.Client(WireService.Ssm), new ListWalk(WireService.Ssm, operation, place.Region, PageSize),
            walk =>
            {
                var body = new Dictionary<string, object> { ["MaxResults"] = int.Parse(walk.PageSize, null) };
                if (arn is not null) body["ResourceArn"] = arn;
                if (walk.Marker is { } marker) body["NextToken"] = marker;
                return new JsonCall(body).Request(
                    operation, FormattableString.Invariant($"{items} of {arn ?? "the region"}, page {walk.Page}"));
            },
            body =>
            {
                using var json = AnswerJson.Parse(body);
                return (json.RootElement.AnswerItems(items).Select(read).ToList(), json.RootElement.AnswerText("NextToken"));
            },
            cancellationToken);

    /// <summary>A name that begins with a slash has it once in the ARN.</summary>
    private static string ArnOf(JsonElement item, PolicyPlace place, string account) =>
        item.AnswerText("ARN") is { Length: > 0 } arn ? arn
        : item.AnswerText("Name") is { Length: > 0 } name ? place.ArnOf("ssm", account, $"parameter/{name.TrimStart('/')}")
        : throw new JsonException("The response has a parameter without a name.");
}
