namespace LambdaRoleAudit.Sandbox.State;

/// <summary>A query that was started.</summary>
public sealed class AthenaExecution(string id, AthenaQuery query, string output, DateTimeOffset submitted)
{
    public string Id { get; } = id;

    public AthenaQuery Query { get; } = query;

    /// <summary>The S3 location of the result file.</summary>
    public string OutputLocation { get; } = output;

    public DateTimeOffset Submitted { get; } = submitted;

    public DateTimeOffset? Completed { get; set; }

    /// <summary>The number of requests for its state so far.</summary>
    public int Polls { get; set; }

    public bool IsCancelled { get; set; }

    /// <summary>Cancels the engine's work.</summary>
    public CancellationTokenSource Cancellation { get; } = new();

    /// <summary>The engine's work.</summary>
    public Task<AthenaAnswer> Answer { get; set; } = null!;
}
