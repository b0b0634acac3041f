using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Services;

/// <summary>CloudWatch in one region (API 2010-08-01): Query requests, XML responses.</summary>
internal sealed class CloudWatchApi(WireClient client) : ICloudWatchApi
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<MetricSum>> GetSumsAsync(
        MetricName metric, DateTimeOffset from, DateTimeOffset to, TimeSpan period, CancellationToken cancellationToken)
    {
        var request = new WireRequest("GetMetricStatistics", $"{metric.Name} of {metric.Value}");
        foreach (var (name, value) in new[]
        {
            ("Namespace", metric.Namespace), ("MetricName", metric.Name), ("Dimensions.member.1.Name", metric.Dimension),
            ("Dimensions.member.1.Value", metric.Value), ("StartTime", Text(from)), ("EndTime", Text(to)),
            ("Period", ((long)period.TotalSeconds).ToString(CultureInfo.InvariantCulture)), ("Statistics.member.1", "Sum"),
        })
        {
            request.Parameters[name] = value;
        }

        return client.CallAsync(request, Read, cancellationToken);
    }

    private static IReadOnlyList<MetricSum> Read(Stream body)
    {
        var result = IamXml.Result(body);
        if (IamXml.Element(result, "Datapoints") is null) throw new XmlException("The response has no Datapoints.");
        return [.. IamXml.Members(result, "Datapoints").Select(Sum)];
    }

    private static MetricSum Sum(XElement point) =>
        IamXml.Time(point, "Timestamp") is { } time
            && double.TryParse(IamXml.Required(point, "Sum"), NumberStyles.Float, CultureInfo.InvariantCulture, out var sum)
            ? new MetricSum(time, sum)
            : throw new XmlException("The response has a data point without a time or a sum.");

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
