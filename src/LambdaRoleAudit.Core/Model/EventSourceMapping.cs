namespace LambdaRoleAudit.Model;

/// <summary>An event source mapping: it polls a queue or a stream for a function, under the function's execution role.</summary>
public sealed record EventSourceMapping
{
    /// <summary>The mapping's id.</summary>
    public required string Uuid { get; init; }

    /// <summary>The ARN of the function, version or alias that the mapping invokes.</summary>
    public string? FunctionArn { get; init; }

    /// <summary>The ARN of the queue, stream, cluster or broker; null for self-managed Kafka.</summary>
    public string? EventSourceArn { get; init; }

    /// <summary>The state: Enabled, Disabled, Creating, …</summary>
    public string? State { get; init; }

    /// <summary>The reason for the state, as Lambda reports it.</summary>
    public string? StateTransitionReason { get; init; }

    /// <summary>The result of the last processing: OK, or PROBLEM: ….</summary>
    public string? LastProcessingResult { get; init; }

    /// <summary>The destination of failed records: the ARN of a queue, topic or bucket.</summary>
    public string? OnFailureArn { get; init; }

    /// <summary>The access settings of Kafka and MQ: type (BASIC_AUTH, SASL_SCRAM_512_AUTH, …) and ARN or name.</summary>
    public IReadOnlyList<(string Type, string Uri)> SourceAccess { get; init; } = [];
}
