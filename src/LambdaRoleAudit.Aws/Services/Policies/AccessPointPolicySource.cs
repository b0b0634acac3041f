using System.Runtime.CompilerServices;
using System.Xml.Linq;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Services.Policies;

/// <summary>Access points of S3 (S3 Control, API 2018-08-20): XML.</summary>
internal sealed class AccessPointPolicySource : PolicySource
{
    /// <summary>S3 API reference, ListAccessPoints: maxResults up to 1000.</summary>
    private const int PageSize = 1000;

    private const string Path = "/v20180820/accesspoint";

    public override async IAsyncEnumerable<string> ListAsync(
        PolicyPlace place, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var account = await place.AccountAsync(cancellationToken).ConfigureAwait(false);
        var points = PagesAsync(
            place.Client(WireService.S3Control), new ListWalk(WireService.S3Control, "ListAccessPoints", place.Region, PageSize),
            walk =>
            {
                var request = Request(
                    "ListAccessPoints", Path, account, FormattableString.Invariant($"access points, page {walk.Page}"));
                request.Parameters["maxResults"] = walk.PageSize;
                if (walk.Marker is { } marker) request.Parameters["nextToken"] = marker;
                return request;
            },
            body =>
            {
                var result = IamXml.Load(body, "ListAccessPointsResult");
                var list = IamXml.Element(result, "AccessPointList");
                return (list is null ? [] : IamXml.Elements(list, "AccessPoint").Select(point => ArnOf(point, place, account)).ToList(),
                    IamXml.Text(result, "NextToken"));
            },
            cancellationToken);
        await foreach (var arn in points.ConfigureAwait(false)) yield return arn;
    }

    public override async Task<IReadOnlyList<ResourcePolicyRecord>> ReadAsync(
        PolicyPlace place, Arn arn, CancellationToken cancellationToken)
    {
        var name = arn.Resource[(arn.Resource.IndexOf('/', StringComparison.Ordinal) + 1)..];
        var request = Request("GetAccessPointPolicy", $"{Path}/{Uri.EscapeDataString(name)}/policy", arn.AccountId, $"policy of {arn}");
        try
        {
            var policy = await place.Client(WireService.S3Control)
                .CallAsync(request, body => IamXml.Text(IamXml.Load(body, "GetAccessPointPolicyResult"), "Policy"), cancellationToken)
                .ConfigureAwait(false);
            return place.Record(PolicyResourceKind.S3AccessPoint, arn.ToString(), policy);
        }
        catch (AwsCallException e) when (e.ErrorCode == "NoSuchAccessPointPolicy")
        {
            return [];
        }
    }

    private static WireRequest Request(string operation, string path, string account, string purpose) => new(operation, purpose)
    {
        Method = "GET",
        Path = path,
        Host = $"{account}.",
        Headers = new Dictionary<string, string> { ["x-amz-account-id"] = account },
    };

    private static string ArnOf(XElement point, PolicyPlace place, string account) =>
        IamXml.Text(point, "AccessPointArn") is { Length: > 0 } arn
            ? arn
            : place.ArnOf("s3", account, $"accesspoint/{IamXml.Required(point, "Name")}");
}
