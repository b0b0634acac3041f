namespace LambdaRoleAudit.Sandbox.State;

/// <summary>A job of GenerateServiceLastAccessedDetails.</summary>
public sealed class LastAccessedJob(string id, string arn, string granularity, DateTimeOffset created)
{
    public string Id { get; } = id;

    public string Arn { get; } = arn;

    /// <summary>SERVICE_LEVEL or ACTION_LEVEL.</summary>
    public string Granularity { get; } = granularity;

    public DateTimeOffset Created { get; } = created;

    /// <summary>The number of requests for its result so far.</summary>
    public int Polls { get; set; }
}
