namespace LambdaRoleAudit.Aws.Wire;

/// <summary>How a service's requests are written (AWS's service models, <c>metadata.protocol</c>).</summary>
internal enum WireProtocol
{
    /// <summary>Method, path and query say the operation; bodies are JSON. Lambda.</summary>
    RestJson,

    /// <summary>A form that is posted to <c>/</c>; answers are XML. IAM, STS, EC2.</summary>
    Query,
}
