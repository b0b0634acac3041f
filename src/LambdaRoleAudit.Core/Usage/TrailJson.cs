using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Usage;

/// <summary>
/// Reads what CloudTrail says about trails, from its responses and from the output of the AWS CLI, which is the same (AWS CloudTrail API
/// reference, DescribeTrails, GetTrail and GetEventSelectors).
/// </summary>
public static class TrailJson
{
    private static readonly string[] Operators = ["Equals", "StartsWith", "EndsWith", "NotEquals", "NotStartsWith", "NotEndsWith"];

    /// <summary>Returns the trails in a response of DescribeTrails or GetTrail.</summary>
    /// <exception cref="JsonException">The response is not one that CloudTrail writes.</exception>
    public static IReadOnlyList<TrailDescription> Trails(JsonElement response) =>
        [.. response.AnswerItems("trailList").Concat(response.AnswerObject("Trail") is { } only ? [only] : []).Select(Trail)];

    /// <summary>Returns the selectors in a response of GetEventSelectors.</summary>
    /// <exception cref="JsonException">The response is not one that CloudTrail writes.</exception>
    public static TrailSelectors Selectors(JsonElement response) => new(
        [.. response.AnswerItems("EventSelectors").Select(selector => new BasicSelector(
            // The default of each (AWS CloudTrail API reference, EventSelector).
            selector.AnswerText("ReadWriteType") ?? "All", selector.AnswerFlag("IncludeManagementEvents") ?? true,
            selector.AnswerTexts("ExcludeManagementEventSources"),
            [.. selector.AnswerItems("DataResources").Select(data => (
                data.AnswerText("Type") ?? throw new JsonException("The response has data resources without a type."),
                data.AnswerTexts("Values")))]))],
        [.. response.AnswerItems("AdvancedEventSelectors").Select(selector => new AdvancedSelector(
            [.. selector.AnswerItems("FieldSelectors").Select(field => new AdvancedField(
                field.AnswerText("Field") ?? throw new JsonException("The response has a field selector without a field."),
                Operators.Select(name => (Name: name, Values: field.AnswerTexts(name))).Where(one => one.Values.Count > 0)
                    .ToDictionary(one => one.Name, one => one.Values, StringComparer.Ordinal)))]))]);

    private static TrailDescription Trail(JsonElement trail)
    {
        var arn = trail.AnswerText("TrailARN") ?? throw new JsonException("The response has a trail without an ARN.");
        if (!Arn.TryParse(arn, out var parsed)) throw new JsonException("The response has a trail without a valid ARN.");
        return new TrailDescription(
            arn, trail.AnswerText("HomeRegion") ?? parsed.Region,
            trail.AnswerText("S3BucketName") ?? throw new JsonException("The response has a trail without a bucket."),
            trail.AnswerText("S3KeyPrefix") is { Length: > 0 } prefix ? prefix : null, trail.AnswerFlag("IsMultiRegionTrail"),
            trail.AnswerFlag("IsOrganizationTrail"), trail.AnswerFlag("IncludeGlobalServiceEvents"));
    }
}
