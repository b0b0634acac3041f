using System.Xml.Linq;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;
using Microsoft.AspNetCore.Http;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>The policies of buckets (S3) and access points (S3 Control, API 2018-08-20).</summary>
internal sealed class S3Policies(SandboxState state)
{
    private static readonly XNamespace Control = "http://awss3control.amazonaws.com/doc/2018-08-20/";

    private readonly PolicyStore _store = new(state);

    /// <summary>Returns the operation of S3 Control; null if the request is one of S3.</summary>
    public static string? OperationOf(SandboxRequest request) => (request.Http.Request.Method, Path(request)) switch
    {
        (_, [not "v20180820", ..] or []) => null,
        ("GET", [_, "accesspoint"]) => "ListAccessPoints",
        ("GET", [_, "accesspoint", _, "policy"]) => "GetAccessPointPolicy",
        ("PUT", [_, "accesspoint", _, "policy"]) => "PutAccessPointPolicy",
        ("DELETE", [_, "accesspoint", _, "policy"]) => "DeleteAccessPointPolicy",
        _ => null,
    };

    /// <summary>Executes an operation of S3 Control. Returns its response; null if it has none.</summary>
    public XElement? Answer(SandboxRequest request)
    {
        if (request.Http.Request.Headers["x-amz-account-id"] != request.Account.AccountId) throw S3Service.Denied();
        lock (request.Account.Lock)
        {
            if (request.Operation == "ListAccessPoints") return List(request);
            var name = Path(request)[2];
            var point = PolicyStore.Find(
                request, ResourceKind.AccessPoint, name,
                new AwsError(404, "NoSuchAccessPoint", "The specified accesspoint does not exist"));
            switch (request.Operation)
            {
                case "PutAccessPointPolicy":
                    point.Put(Verified(XElement.Load(new MemoryStream(request.Body)).Element(Control + "Policy")?.Value));
                    return null;
                case "DeleteAccessPointPolicy":
                    request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
                    point.Put(null);
                    return null;
                default:
                    return new XElement(Control + "GetAccessPointPolicyResult", new XElement(Control + "Policy", point.Policy
                        ?? throw new AwsError(404, "NoSuchAccessPointPolicy", "The specified accesspoint policy does not exist")));
            }
        }
    }

    /// <summary>Executes an operation on the policy of a bucket. Returns its response; null if it has none.</summary>
    public string? Answer(SandboxRequest request, BucketState bucket)
    {
        switch (request.Operation)
        {
            case "GetBucketPolicy":
                return bucket.Policy ?? throw new AwsError(404, "NoSuchBucketPolicy", "The bucket policy does not exist");
            case "PutBucketPolicy":
                bucket.Policy = Verified(System.Text.Encoding.UTF8.GetString(request.Body));
                break;
            default:
                bucket.Policy = null;
                break;
        }

        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        return null;
    }

    private static XElement List(SandboxRequest request)
    {
        var after = request.Query("nextToken") is { } token ? Marker.Decode(token) : null;
        var (points, last) = PolicyStore.Page(
            PolicyStore.All(request, ResourceKind.AccessPoint), point => point.Arn, after,
            PolicyStore.Size(request.Query("maxResults"), 1000));
        return new XElement(
            Control + "ListAccessPointsResult",
            new XElement(Control + "AccessPointList", points.Select(point => new XElement(
                Control + "AccessPoint", new XElement(Control + "Name", point.Name), new XElement(Control + "NetworkOrigin", "Internet"),
                new XElement(Control + "Bucket", "bucket"), new XElement(Control + "AccessPointArn", point.Arn)))),
            last is null ? null : new XElement(Control + "NextToken", Marker.Encode(last)));
    }

    private string Verified(string? document) => _store.Verify(
        document, new AwsError(400, "MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'"),
        new AwsError(400, "MalformedPolicy", "Invalid principal in policy"));

    private static string[] Path(SandboxRequest request) =>
        [.. request.RawPath.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
}
