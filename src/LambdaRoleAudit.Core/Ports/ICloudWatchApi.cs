namespace LambdaRoleAudit.Ports;

/// <summary>The CloudWatch operation that Core needs, in one region. Every method throws <see cref="AwsCallException"/>.</summary>
public interface ICloudWatchApi
{
    /// <summary>
    /// Returns the sums of a metric with one dimension, in no order (GetMetricStatistics). A period without data has no sum.
    /// </summary>
    /// <param name="metric">The metric.</param>
    /// <param name="from">The start, included, on a whole minute.</param>
    /// <param name="to">The end, excluded.</param>
    /// <param name="period">The length of a period: whole minutes. At most 1,440 periods fit into one request (Amazon CloudWatch API
    /// reference, GetMetricStatistics).</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    Task<IReadOnlyList<MetricSum>> GetSumsAsync(
        MetricName metric, DateTimeOffset from, DateTimeOffset to, TimeSpan period, CancellationToken cancellationToken);
}

/// <summary>A metric with one dimension.</summary>
/// <param name="Namespace">The namespace: <c>AWS/Lambda</c>.</param>
/// <param name="Name">The metric: <c>Errors</c>.</param>
/// <param name="Dimension">The dimension: <c>FunctionName</c>.</param>
/// <param name="Value">The value of the dimension.</param>
public sealed record MetricName(string Namespace, string Name, string Dimension, string Value);

/// <summary>The sum of a metric in one period.</summary>
/// <param name="Start">The start of the period, in UTC.</param>
/// <param name="Sum">The sum.</param>
public readonly record struct MetricSum(DateTimeOffset Start, double Sum);
