using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace LambdaRoleAudit.Aws.Wire;

/// <summary>A parsed response, in the type that the SDK's pipeline uses.</summary>
internal sealed class WireResponse<T> : AmazonWebServiceResponse
{
    public T Value { get; init; } = default!;
}

/// <summary>
/// Passes the body's stream to a parser. It derives from the SDK's JSON unmarshaller for every protocol, because that class provides the
/// plain stream, and what it adds (the request id from the header) is common to all protocols.
/// </summary>
internal sealed class WireUnmarshaller<T>(Func<Stream, T> parse) : JsonResponseUnmarshaller
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input) =>
        new WireResponse<T> { Value = parse(InMemory(input.Stream)) };

    /// <summary>
    /// The SDK wraps the body if the response has a checksum (x-amz-crc32, which DynamoDB sends). The body is in memory already, and no
    /// larger than its operation's limit.
    /// </summary>
    private static MemoryStream InMemory(Stream body)
    {
        if (body is MemoryStream memory) return memory;
        var copy = new MemoryStream();
        body.CopyTo(copy);
        copy.Position = 0;
        return copy;
    }

    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var error = WireErrorBody.Read(input.Stream, input.ResponseData.GetHeaderValue("x-amzn-ErrorType"));
        return new AmazonServiceException(error.Message, innerException, ErrorType.Unknown, error.Code, error.RequestId, statusCode);
    }
}
