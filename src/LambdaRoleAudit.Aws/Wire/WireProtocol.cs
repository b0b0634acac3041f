namespace LambdaRoleAudit.Aws.Wire;

/// <summary>The protocol of a service's requests (AWS's service models, <c>metadata.protocol</c>).</summary>
internal enum WireProtocol
{
    /// <summary>Method, path and query identify the operation; bodies are JSON. Used by Lambda.</summary>
    RestJson,

    /// <summary>
    /// JSON 1.0 or 1.1: a JSON object that is posted to <c>/</c>; a header names the operation. Used by CloudTrail and KMS.
    /// </summary>
    Json,

    /// <summary>A form that is posted to <c>/</c>; responses are XML. Used by IAM, STS and EC2.</summary>
    Query,
}
