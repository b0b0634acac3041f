namespace LambdaRoleAudit.Ports;

/// <summary>AWS Config in one region. Every method throws <see cref="AwsCallException"/>.</summary>
public interface IConfigApi
{
    /// <summary>
    /// Returns the recorders of the region with their status (DescribeConfigurationRecorders and DescribeConfigurationRecorderStatus).
    /// </summary>
    Task<IReadOnlyList<ConfigRecorder>> DescribeRecordersAsync(CancellationToken cancellationToken);

    /// <summary>Returns the results of an advanced query, each a JSON object as text (SelectResourceConfig).</summary>
    IAsyncEnumerable<string> SelectAsync(string expression, CancellationToken cancellationToken);
}
