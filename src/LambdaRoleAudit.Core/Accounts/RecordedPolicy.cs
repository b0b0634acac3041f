using System.Globalization;
using System.Text.Json;

namespace LambdaRoleAudit.Accounts;

/// <summary>A resource's policy as AWS Config recorded it.</summary>
/// <param name="ResourceArn">The resource's ARN.</param>
/// <param name="Document">The policy document; null if the resource had no policy.</param>
/// <param name="RecordedAt">The time at which AWS Config read the resource.</param>
internal sealed record RecordedPolicy(string ResourceArn, string? Document, DateTimeOffset RecordedAt)
{
    /// <summary>The states in which an item is the current configuration (AWS Config API reference, BaseConfigurationItem).</summary>
    private static readonly string[] Current = ["OK", "ResourceDiscovered"];

    /// <summary>
    /// Reads a result of a query. Returns null if it does not contain what a policy needs: a missing property is not the same as a missing
    /// policy, so the resource must be read from its service.
    /// </summary>
    /// <param name="result">The result, a JSON object.</param>
    /// <param name="path">The path of the policy, for example <c>configuration.Policy</c>.</param>
    public static RecordedPolicy? TryParse(string result, string path)
    {
        try
        {
            using var json = JsonDocument.Parse(result);
            var item = json.RootElement;
            AnswerJson.RequireDistinctNames(item);
            if (!Current.Contains(item.AnswerText("configurationItemStatus")) || item.AnswerText("arn") is not { Length: > 0 } arn
                || !DateTimeOffset.TryParse(
                    item.AnswerText("configurationItemCaptureTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
                    out var time))
                return null;
            return Find(item, path.Split('.')) is (true, var document) ? new RecordedPolicy(arn, document, time) : null;
        }
        catch (JsonException)
        {
            // Not what AWS Config writes. The resource is read from its service.
            return null;
        }
    }

    /// <summary>
    /// Follows the path. Parts of an item can be objects or JSON texts. A value of null, as S3 has it, is a resource without a policy.
    /// </summary>
    private static (bool IsKnown, string? Document) Find(JsonElement item, ReadOnlySpan<string> path)
    {
        if (path.Length == 0)
            return item.ValueKind switch
            {
                JsonValueKind.Null => (true, null),
                JsonValueKind.String when AnswerJson.Text(item, "The policy") is { Length: > 0 } text => (true, text),
                JsonValueKind.Object => (true, item.GetRawText()),
                _ => (false, null),
            };
        if (item.ValueKind == JsonValueKind.String)
        {
            using var inner = JsonDocument.Parse(AnswerJson.Text(item, path[0]));
            AnswerJson.RequireDistinctNames(inner.RootElement);
            return inner.RootElement.ValueKind == JsonValueKind.Object ? Find(inner.RootElement, path) : (false, null);
        }

        return item.ValueKind == JsonValueKind.Object && item.TryGetProperty(path[0], out var next) ? Find(next, path[1..]) : (false, null);
    }
}
