using System.Collections.Concurrent;

namespace LambdaRoleAudit.Sandbox.State;

/// <summary>The errors of functions in one region, by minute: the metric Errors of AWS/Lambda in CloudWatch.</summary>
public sealed class FunctionErrors
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<DateTimeOffset, double>> _errors = new(StringComparer.Ordinal);

    /// <summary>Adds errors of a function.</summary>
    public void Add(string functionName, DateTimeOffset time, double count) =>
        _errors.GetOrAdd(functionName, _ => []).AddOrUpdate(Minute(time), count, (_, before) => before + count);

    /// <summary>Returns the errors of each minute, from a time on and before another. A minute without data is missing.</summary>
    public IEnumerable<(DateTimeOffset Time, double Count)> Of(string functionName, DateTimeOffset from, DateTimeOffset to) =>
        _errors.TryGetValue(functionName, out var minutes)
            ? minutes.Where(minute => minute.Key >= from && minute.Key < to).Select(minute => (minute.Key, minute.Value))
            : [];

    private static DateTimeOffset Minute(DateTimeOffset time) =>
        new(time.UtcTicks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero);
}
