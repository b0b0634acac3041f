namespace LambdaRoleAudit.Model;

/// <summary>What polls a queue or a stream for a function, under its execution role.</summary>
public sealed record EventSourceMapping
{
    /// <summary>Its id.</summary>
    public required string Uuid { get; init; }

    /// <summary>The ARN of the function, version or alias that it calls.</summary>
    public string? FunctionArn { get; init; }

    /// <summary>The queue's, stream's, cluster's or broker's ARN; null for self-managed Kafka.</summary>
    public string? EventSourceArn { get; init; }

    /// <summary>Enabled, Disabled, Creating, …</summary>
    public string? State { get; init; }

    /// <summary>Why it is in that state, in Lambda's words.</summary>
    public string? StateTransitionReason { get; init; }

    /// <summary>How the last processing ended: OK, or PROBLEM: ….</summary>
    public string? LastProcessingResult { get; init; }

    /// <summary>Where failed records go: a queue's, topic's or bucket's ARN.</summary>
    public string? OnFailureArn { get; init; }

    /// <summary>Kafka's and MQ's access: type (BASIC_AUTH, SASL_SCRAM_512_AUTH, …) and ARN or name.</summary>
    public IReadOnlyList<(string Type, string Uri)> SourceAccess { get; init; } = [];
}
