using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace LambdaRoleAudit.Aws.Wire;

/// <summary>A parsed answer, in the shape that the SDK's pipeline carries.</summary>
internal sealed class WireResponse<T> : AmazonWebServiceResponse
{
    public T Value { get; init; } = default!;
}

/// <summary>
/// Hands the body's stream to a parser. It stands on the SDK's JSON unmarshaller for every protocol: that one gives the plain
/// stream, and what it adds (the request id's header) is common to all.
/// </summary>
internal sealed class WireUnmarshaller<T>(Func<Stream, T> parse) : JsonResponseUnmarshaller
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input) =>
        new WireResponse<T> { Value = parse(input.Stream) };

    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var error = WireErrorBody.Read(input.Stream, input.ResponseData.GetHeaderValue("x-amzn-ErrorType"));
        return new AmazonServiceException(error.Message, innerException, ErrorType.Unknown, error.Code, error.RequestId, statusCode);
    }
}
