using Amazon.Runtime;

namespace LambdaRoleAudit.Aws.Wire;

/// <summary>A request: an operation and its parameters, in the terms of its protocol.</summary>
internal sealed class WireRequest(string operation, string purpose) : AmazonWebServiceRequest
{
    /// <summary>The operation's name.</summary>
    public string Operation { get; } = operation;

    /// <summary>The purpose of the call, for people.</summary>
    public string Purpose { get; } = purpose;

    /// <summary>The HTTP method (RestJson).</summary>
    public string Method { get; init; } = "POST";

    /// <summary>The path, its parts percent-encoded (RestJson).</summary>
    public string Path { get; init; } = "/";

    /// <summary>The query string (RestJson) or the form (Query).</summary>
    public Dictionary<string, string> Parameters { get; } = [];

    /// <summary>A JSON body (RestJson, Json).</summary>
    public byte[]? Body { get; init; }

    /// <summary>Additional headers; null if there are none.</summary>
    public Dictionary<string, string>? Headers { get; init; }

    /// <summary>What the service's host name begins with for this request, for example <c>123456789012.</c>; null if nothing.</summary>
    public string? Host { get; init; }

    /// <summary>The quota against which the request counts; null if none is known.</summary>
    public QuotaClass? Quota { get; init; }

    /// <summary>The maximum size of the response.</summary>
    public AnswerBound Bound { get; } = AnswerBound.Of(operation);

    /// <summary>The number of times that the request was sent.</summary>
    public int Attempts { get; set; }

    /// <summary>The number of attempts without a response.</summary>
    public int Timeouts { get; set; }
}
