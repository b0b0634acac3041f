using System.Globalization;
using System.Net;
using System.Xml.Linq;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;
using Microsoft.AspNetCore.Http;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>S3, API 2006-03-01: buckets and objects, as readers of a trail use them, and policies.</summary>
public sealed class S3Service(SandboxState state) : IAwsService
{
    internal static readonly XNamespace Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    private readonly S3Policies _policies = new(state);

    public string SigningName => "s3";

    public string OperationOf(SandboxRequest request)
    {
        if (S3Policies.OperationOf(request) is { } operation) return operation;
        var (bucket, key) = Target(request);
        var query = request.Http.Request.Query;
        return (request.Http.Request.Method, bucket.Length > 0, key.Length > 0) switch
        {
            ("GET", false, _) => "ListBuckets",
            ("GET", true, false) when query.ContainsKey("location") => "GetBucketLocation",
            (var method, true, false) when query.ContainsKey("policy") => method switch
            {
                "GET" => "GetBucketPolicy",
                "PUT" => "PutBucketPolicy",
                "DELETE" => "DeleteBucketPolicy",
                _ => "",
            },
            ("GET", true, false) when query["list-type"] == "2" => "ListObjectsV2",
            ("HEAD", true, false) => "HeadBucket",
            ("PUT", true, false) when query.Count == 0 => "CreateBucket",
            ("GET", true, true) => "GetObject",
            ("HEAD", true, true) => "HeadObject",
            ("PUT", true, true) => "PutObject",
            ("DELETE", true, true) => "DeleteObject",
            _ => "",
        };
    }

    public Task HandleAsync(SandboxRequest request)
    {
        request.Http.Response.Headers["x-amz-request-id"] = request.RequestId;
        if (S3Policies.OperationOf(request) is not null)
            return _policies.Answer(request) is { } answer ? WriteAsync(request, 200, answer) : Task.CompletedTask;
        var (name, key) = Target(request);
        switch (request.Operation)
        {
            case "ListBuckets":
                return WriteAsync(request, 200, ListBuckets(request));
            case "CreateBucket":
                state.AddBucket(name, request.Region, request.Account.AccountId);
                return Task.CompletedTask;
            case "":
                throw new AwsError(501, "NotImplemented", "A header you provided implies functionality that is not implemented");
        }

        var bucket = Find(request, name);
        switch (request.Operation)
        {
            case "GetBucketLocation":
                return WriteAsync(
                    request, 200, new XElement(Namespace + "LocationConstraint", bucket.Region == "us-east-1" ? null : bucket.Region));
            case "HeadBucket":
                request.Http.Response.Headers["x-amz-bucket-region"] = bucket.Region;
                return Task.CompletedTask;
            case "ListObjectsV2":
                return WriteAsync(request, 200, S3Listing.List(request, bucket, state.CloudTrailNow));
            case "GetBucketPolicy" or "PutBucketPolicy" or "DeleteBucketPolicy":
                return _policies.Answer(request, bucket) is { } policy ? request.Http.Response.WriteAsync(policy) : Task.CompletedTask;
            case "PutObject":
                var type = request.Http.Request.ContentType;
                bucket.Put(key, request.Body, state.Now, type, request.Http.Request.Headers.ContentEncoding.FirstOrDefault());
                request.Http.Response.Headers.ETag = $"\"{bucket.Find(key)!.ETag}\"";
                return Task.CompletedTask;
            case "DeleteObject":
                bucket.Remove(key);
                request.Http.Response.StatusCode = 204;
                return Task.CompletedTask;
            default:
                return GetObjectAsync(request, bucket, key);
        }
    }

    public Task WriteErrorAsync(SandboxRequest request, AwsError error)
    {
        request.Http.Response.Headers["x-amz-request-id"] = request.RequestId;
        var (bucket, key) = Target(request);
        return WriteAsync(request, error.Status, new XElement(
            "Error",
            new XElement("Code", error.Code),
            new XElement("Message", error.Message),
            error.Code == "NoSuchKey" ? new XElement("Key", key) : null,
            bucket.Length > 0 ? new XElement("BucketName", bucket) : null,
            new XElement("RequestId", request.RequestId)));
    }

    /// <summary>Returns the bucket and key. The bucket is the first segment of the path, or a label before the endpoint's host.</summary>
    private static (string Bucket, string Key) Target(SandboxRequest request)
    {
        var path = Uri.UnescapeDataString(request.RawPath)[1..];
        var host = request.Http.Request.Host.Host;
        if (!IPAddress.TryParse(host.Trim('[', ']'), out _) && host.Split('.', 2) is [var label, _]) return (label, path);
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (path, "") : (path[..slash], path[(slash + 1)..]);
    }

    /// <summary>S3 returns pages, and the region of each bucket, if it is asked for pages (S3 API reference, ListBuckets).</summary>
    private XElement ListBuckets(SandboxRequest request)
    {
        var all = state.Buckets.Values.Where(bucket => bucket.AccountId == request.Account.AccountId)
            .OrderBy(bucket => bucket.Name, StringComparer.Ordinal);
        var after = request.Query("continuation-token") is { } token ? Marker.Decode(token) : null;
        var size = request.Query("max-buckets") is { } most ? int.Parse(most, CultureInfo.InvariantCulture) : int.MaxValue;
        var rest = all.Where(bucket => after is null || string.CompareOrdinal(bucket.Name, after) > 0).ToList();
        return new XElement(
            Namespace + "ListAllMyBucketsResult",
            new XElement(Namespace + "Buckets", rest.Take(size).Select(bucket => new XElement(
                Namespace + "Bucket", new XElement(Namespace + "Name", bucket.Name),
                size == int.MaxValue ? null : new XElement(Namespace + "BucketRegion", bucket.Region),
                new XElement(Namespace + "CreationDate", "2024-01-01T00:00:00.000Z")))),
            rest.Count > size ? new XElement(Namespace + "ContinuationToken", Marker.Encode(rest[size - 1].Name)) : null);
    }

    private BucketState Find(SandboxRequest request, string name)
    {
        var bucket = state.Buckets.GetValueOrDefault(name)
            ?? throw new AwsError(404, "NoSuchBucket", "The specified bucket does not exist");
        if (bucket.AccountId != request.Account.AccountId && !bucket.Readers.Contains(request.Account.AccountId)) throw Denied();
        if (bucket.Region == request.Region || request.Operation == "GetBucketLocation") return bucket;
        request.Http.Response.Headers["x-amz-bucket-region"] = bucket.Region;
        throw new AwsError(
            301, "PermanentRedirect",
            "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to "
            + "this endpoint.");
    }

    private async Task GetObjectAsync(SandboxRequest request, BucketState bucket, string key)
    {
        if (bucket.IsDenied(key)) throw Denied();
        // "If you don't have the s3:ListBucket permission, Amazon S3 returns an HTTP status code 403 (Access Denied)" for a missing key.
        var item = bucket.Find(key) ?? throw (state.AllowedActions is { } allowed && !Permissions.Matches(allowed, "s3:ListBucket")
            ? Denied()
            : new AwsError(404, "NoSuchKey", "The specified key does not exist."));
        var response = request.Http.Response;
        var (start, length) = RangeOf(request, item.Size);
        response.Headers.ETag = $"\"{item.ETag}\"";
        response.Headers.LastModified = item.LastModified.ToString("R", CultureInfo.InvariantCulture);
        response.Headers.AcceptRanges = "bytes";
        response.ContentType = item.ContentType;
        if (item.ContentEncoding is not null) response.Headers.ContentEncoding = item.ContentEncoding;
        response.ContentLength = length;
        if (length < item.Size)
        {
            response.StatusCode = 206;
            response.Headers.ContentRange = string.Create(
                CultureInfo.InvariantCulture, $"bytes {start}-{start + length - 1}/{item.Size}");
        }

        if (request.Operation == "HeadObject") return;
        await using var content = item.Open();
        content.Seek(start, SeekOrigin.Begin);
        var buffer = new byte[81_920];
        for (var left = length; left > 0;)
        {
            var read = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), request.Http.RequestAborted);
            if (read == 0) throw new IOException($"The file of {item.Key} is shorter than it was.");
            await response.Body.WriteAsync(buffer.AsMemory(0, read), request.Http.RequestAborted);
            left -= read;
        }
    }

    /// <summary>Returns the range of a request: <c>bytes=1-5</c>, <c>bytes=6-</c> or <c>bytes=-3</c>. S3 ignores other forms.</summary>
    private static (long Start, long Length) RangeOf(SandboxRequest request, long size)
    {
        var text = request.Http.Request.Headers.Range.ToString();
        if (!text.StartsWith("bytes=", StringComparison.Ordinal) || text[6..].Split('-') is not [var from, var to]) return (0, size);
        if (from.Length == 0)
        {
            var last = Math.Min(size, long.Parse(to, NumberStyles.None, CultureInfo.InvariantCulture));
            return (size - last, last);
        }

        var start = long.Parse(from, NumberStyles.None, CultureInfo.InvariantCulture);
        if (start >= size) throw new AwsError(416, "InvalidRange", "The requested range is not satisfiable");
        var end = to.Length == 0 ? size - 1 : Math.Min(size - 1, long.Parse(to, NumberStyles.None, CultureInfo.InvariantCulture));
        return end < start ? (0, size) : (start, end - start + 1);
    }

    internal static AwsError Denied() => new(403, "AccessDenied", "Access Denied");

    private static Task WriteAsync(SandboxRequest request, int status, XElement body)
    {
        request.Http.Response.StatusCode = status;
        request.Http.Response.ContentType = "application/xml";
        return request.Http.Request.Method == "HEAD"
            ? Task.CompletedTask
            : request.Http.Response.WriteAsync(
                $"""<?xml version="1.0" encoding="UTF-8"?>{'\n'}{body.ToString(SaveOptions.DisableFormatting)}""");
    }
}
