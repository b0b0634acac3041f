using Amazon.Runtime;

namespace LambdaRoleAudit.Aws.Wire;

/// <summary>One request: an operation and its parameters, in the words of its protocol.</summary>
internal sealed class WireRequest(string operation, string purpose) : AmazonWebServiceRequest
{
    /// <summary>The operation's name.</summary>
    public string Operation { get; } = operation;

    /// <summary>Why it is called, for people.</summary>
    public string Purpose { get; } = purpose;

    /// <summary>The HTTP method (RestJson).</summary>
    public string Method { get; init; } = "POST";

    /// <summary>The path, its parts percent-encoded (RestJson).</summary>
    public string Path { get; init; } = "/";

    /// <summary>The query string (RestJson) or the form (Query).</summary>
    public Dictionary<string, string> Parameters { get; } = [];

    /// <summary>A JSON body (RestJson).</summary>
    public byte[]? Body { get; init; }

    /// <summary>Headers of its own; null where it has none.</summary>
    public Dictionary<string, string>? Headers { get; init; }

    /// <summary>The quota that the request counts against; null where none is known.</summary>
    public QuotaClass? Quota { get; init; }

    /// <summary>How large its answer can be.</summary>
    public AnswerBound Bound { get; } = AnswerBound.Of(operation);

    /// <summary>How many times it was sent.</summary>
    public int Attempts { get; set; }

    /// <summary>How many of them no answer came to.</summary>
    public int Timeouts { get; set; }
}
