using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Sandbox.State;

/// <summary>Athena in one account: its queries, and the tables of its catalog. The Sandbox has no SQL engine: a test gives one.</summary>
public sealed class AthenaState
{
    /// <summary>Executes a query; null if every query fails because there is no engine.</summary>
    public Func<AthenaQuery, CancellationToken, Task<AthenaAnswer>>? Engine { get; set; }

    /// <summary>The number of requests for a query's state before it can end: the first returns QUEUED, others RUNNING.</summary>
    public int PollsUntilDone { get; set; } = 2;

    /// <summary>The output location of each workgroup; null if the workgroup has none.</summary>
    public Dictionary<string, string?> WorkGroups { get; } = new(StringComparer.Ordinal) { ["primary"] = null };

    /// <summary>The tables, by <c>database.table</c> in lower case: the TableMetadata that GetTableMetadata returns.</summary>
    public Dictionary<string, JsonObject> Tables { get; } = new(StringComparer.Ordinal);

    /// <summary>The queries, by id.</summary>
    public ConcurrentDictionary<string, AthenaExecution> Executions { get; } = new(StringComparer.Ordinal);

    /// <summary>The id that each ClientRequestToken led to: a request with the same token does not start a second query.</summary>
    public ConcurrentDictionary<string, string> Tokens { get; } = new(StringComparer.Ordinal);
}
