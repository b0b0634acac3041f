using System.Collections.Concurrent;
using System.Globalization;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Repair;

/// <summary>
/// Compares the errors of a function since its move with those of the week before, in CloudWatch (metric <c>Errors</c> of
/// <c>AWS/Lambda</c>: "The number of invocations that result in a function error", AWS Lambda developer guide, "Types of metrics for
/// Lambda functions"). It is for denied calls that CloudTrail does not show.
/// </summary>
internal sealed class ErrorRise(IAwsSession session)
{
    /// <summary>
    /// A function with fewer errors is not rolled back: an asynchronous invocation that fails is retried twice, so one event gives three
    /// errors (AWS Lambda developer guide, "Error handling for asynchronous invocations"). Five errors are two events or more.
    /// </summary>
    public const int FewestErrors = 5;

    /// <summary>A week has each hour of the day and each day of the week.</summary>
    public static readonly TimeSpan Before = TimeSpan.FromDays(7);

    /// <summary>The length of the periods of the week before.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(5);

    /// <summary>The maximum of one request (Amazon CloudWatch API reference, GetMetricStatistics).</summary>
    private const int MostPeriods = 1440;

    private readonly ConcurrentDictionary<string, IReadOnlyList<double>> _before = new(StringComparer.Ordinal);

    /// <summary>
    /// Returns the figures, in words, if the function has more errors since its move than in any window of the same length in the week
    /// before; otherwise null.
    /// </summary>
    /// <param name="move">The function.</param>
    /// <param name="now">The current time.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="AwsCallException">The metric cannot be read.</exception>
    public async Task<string?> FindAsync(WatchedMove move, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Errors of the minute of the move can be from before it.
        var start = Minute(move.MovedAt).AddMinutes(1);
        if (now - start < TimeSpan.FromMinutes(1)) return null;
        var period = TimeSpan.FromMinutes(Math.Max(1, Math.Ceiling((now - start).TotalMinutes / MostPeriods)));
        var since = (await SumsAsync(move, start, now, period, cancellationToken).ConfigureAwait(false)).Sum(point => point.Sum);
        if (since < FewestErrors) return null;
        if (!_before.TryGetValue(move.Step.FunctionArn, out var before))
        {
            _before[move.Step.FunctionArn] = before =
                await BeforeAsync(move, Minute(move.MovedAt), cancellationToken).ConfigureAwait(false);
        }

        // A window of this length touches at most one more period than it is long, so no window has more errors than this.
        var most = Most(before, (int)Math.Ceiling((now - start) / Period) + 1);
        return since <= most ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"{since:0} errors in the {Math.Ceiling((now - start).TotalMinutes):0} minutes since {start:u}; in the week before, no window "
            + $"of this length had more than {most:0}");
    }

    private async Task<IReadOnlyList<double>> BeforeAsync(WatchedMove move, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var periods = new double[(int)(Before / Period)];
        var start = end - Before;
        // Two requests, because a week has more periods than one request can return.
        foreach (var (from, to) in new[] { (start, start + (Before / 2)), (start + (Before / 2), end) })
        {
            foreach (var point in await SumsAsync(move, from, to, Period, cancellationToken).ConfigureAwait(false))
            {
                var index = (int)Math.Floor((point.Start - start) / Period);
                if (index >= 0 && index < periods.Length) periods[index] += point.Sum;
            }
        }

        return periods;
    }

    /// <summary>Returns the largest sum of a number of periods in a row.</summary>
    private static double Most(IReadOnlyList<double> periods, int length)
    {
        double sum = 0, most = 0;
        for (var i = 0; i < periods.Count; i++)
        {
            sum += periods[i];
            if (i >= length) sum -= periods[i - length];
            most = Math.Max(most, sum);
        }

        return most;
    }

    private Task<IReadOnlyList<MetricSum>> SumsAsync(
        WatchedMove move, DateTimeOffset from, DateTimeOffset to, TimeSpan period, CancellationToken cancellationToken) =>
        session.CloudWatch(move.Step.Region).GetSumsAsync(
            new MetricName("AWS/Lambda", "Errors", "FunctionName", move.Step.FunctionName), from, to, period, cancellationToken);

    private static DateTimeOffset Minute(DateTimeOffset time) =>
        new(time.UtcTicks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero);
}
