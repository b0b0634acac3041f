using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Usage;

/// <summary>
/// Collects the calls of functions. One thread at a time uses a collector; several are merged, and the result does not depend on the order.
/// </summary>
/// <param name="scope">What is looked for.</param>
public sealed class UsageCollector(UsageScope scope)
{
    private readonly Dictionary<string, ActivityLog> _functions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ActivityLog> _roles = new(StringComparer.Ordinal);
    private readonly RecordDays _days = new();
    private readonly TrailRecordReader _reader = new();
    private readonly HashSet<string> _regions = new(StringComparer.Ordinal);

    /// <summary>What is looked for.</summary>
    public UsageScope Scope => scope;

    /// <summary>The days, in UTC, of all records that were read, of every principal.</summary>
    public IReadOnlySet<DateOnly> Days => _days.All;

    /// <summary>The regions of the records that were parsed.</summary>
    public IReadOnlySet<string> Regions => _regions;

    /// <summary>Tells records of interest from others without parsing them.</summary>
    internal RecordFilter Filter { get; } = new(scope);

    /// <summary>The activity of each function, by ARN.</summary>
    internal IReadOnlyDictionary<string, ActivityLog> Functions => _functions;

    /// <summary>The activity of each role that no function can be named for, by the role's ARN.</summary>
    internal IReadOnlyDictionary<string, ActivityLog> Unattributed => _roles;

    /// <summary>
    /// Adds one CloudTrail record, or what contains it: an event of LookupEvents, or a page. A record of another principal is ignored.
    /// </summary>
    /// <param name="record">The JSON object, in UTF-8.</param>
    /// <exception cref="System.Text.Json.JsonException">The text is not a JSON object.</exception>
    public void AddRecord(ReadOnlyMemory<byte> record)
    {
        var call = _reader.Read(record.Span);
        if (_reader.Region is { Length: > 0 } region) _regions.Add(region);
        if (call is not null)
        {
            Add(call);
        }
        else if (!_reader.IsRecord)
        {
            var inner = TrailRecord.In(record);
            if (inner.Count == 0) throw new System.Text.Json.JsonException("The object is not a CloudTrail record, and has none.");
            foreach (var one in inner) AddRecord(one);
        }
    }

    /// <summary>Adds calls.</summary>
    public void Add(ObservedCalls calls)
    {
        ArgumentNullException.ThrowIfNull(calls);
        // The owner of a resource in another account receives a record of the same call.
        if (calls.RecipientAccountId != calls.Call.AccountId) return;
        if (calls.FirstSeen < scope.From || calls.LastSeen >= scope.To) return;
        scope.TryGetRole(calls.RoleArn, out var role);
        if (calls.FunctionArn is { } function)
        {
            if (!scope.IsEverything && role is null && !scope.HasFunction(function)) return;
            Log(_functions, function).Add(Under(calls, role), CallCatalog.Map(calls.Call), UsageAttribution.FunctionArn);
            scope.OnCall?.Invoke(Under(calls, role));
        }
        else if (role?.FunctionsNamed(calls.SessionName) is { Count: > 0 } named && role.TrustsLambdaAlone == true)
        {
            var attribution = named.Count == 1 ? UsageAttribution.SessionName : UsageAttribution.SharedSessionName;
            var mapping = CallCatalog.Map(calls.Call);
            foreach (var one in named)
            {
                Log(_functions, one).Add(calls, mapping, attribution);
                scope.OnCall?.Invoke(Under(calls, role) with { FunctionArn = one });
            }
        }
        else if (scope.IsEverything || role is not null)
        {
            Log(_roles, role?.RoleArn ?? calls.RoleArn).Add(calls, CallCatalog.Map(calls.Call), UsageAttribution.None);
        }
    }

    /// <summary>A record does not always have the role's path, which the role in scope has.</summary>
    private static ObservedCalls Under(ObservedCalls calls, RoleInScope? role) =>
        role is null || role.RoleArn == calls.RoleArn ? calls : calls with { RoleArn = role.RoleArn };

    /// <summary>Adds what another collector has collected.</summary>
    public void Merge(UsageCollector other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var (function, log) in other._functions) Log(_functions, function).Merge(log);
        foreach (var (role, log) in other._roles) Log(_roles, role).Merge(log);
        _days.Add(other._days);
        _regions.UnionWith(other._regions);
    }

    /// <summary>Notes the day of a record of any principal.</summary>
    internal void NoteDay(ReadOnlySpan<byte> record) => _days.Note(record);

    private static ActivityLog Log(Dictionary<string, ActivityLog> logs, string key) =>
        logs.TryGetValue(key, out var log) ? log : logs[key] = new ActivityLog();
}
