namespace LambdaRoleAudit.Ports;

/// <summary>The CloudTrail operations that Core needs, in one region. Every method throws <see cref="AwsCallException"/>.</summary>
public interface ICloudTrailApi
{
    /// <summary>Returns the trails that apply to the region, shadow trails included (DescribeTrails).</summary>
    /// <param name="nameOrArn">The trail's name or ARN.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    Task<IReadOnlyList<TrailDescription>> DescribeTrailsAsync(string nameOrArn, CancellationToken cancellationToken);

    /// <summary>Returns the event selectors of a trail (GetEventSelectors). Only the trail's home region has them.</summary>
    Task<TrailSelectors> GetEventSelectorsAsync(string trailArn, CancellationToken cancellationToken);

    /// <summary>
    /// Returns a page of event history: the management events of the last 90 days with the given user name, newest first. CloudTrail allows
    /// two requests a second for each account and region (AWS CloudTrail user guide, "Quotas").
    /// </summary>
    /// <param name="userName">The user name. For a session of a role, it is the name of the session.</param>
    /// <param name="from">The start of the period.</param>
    /// <param name="to">The end of the period.</param>
    /// <param name="nextToken">The token of the page; null for the first.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    Task<EventPage> LookupEventsAsync(
        string userName, DateTimeOffset from, DateTimeOffset to, string? nextToken, CancellationToken cancellationToken);
}

/// <summary>A trail.</summary>
/// <param name="Arn">The trail's ARN.</param>
/// <param name="HomeRegion">The region in which the trail was created.</param>
/// <param name="BucketName">The S3 bucket that receives its files.</param>
/// <param name="Prefix">The key prefix before <c>AWSLogs/</c>; null if there is none.</param>
/// <param name="IsMultiRegion">True if the trail logs all regions; null if the response does not tell.</param>
/// <param name="IsOrganization">True if the trail logs all accounts of an organization; null if the response does not tell.</param>
/// <param name="HasGlobalEvents">True if the trail logs global services, such as IAM; null if the response does not tell.</param>
public sealed record TrailDescription(
    string Arn, string HomeRegion, string BucketName, string? Prefix, bool? IsMultiRegion, bool? IsOrganization, bool? HasGlobalEvents);

/// <summary>The event selectors of a trail. A trail has basic or advanced selectors, not both.</summary>
/// <param name="Basic">The basic selectors.</param>
/// <param name="Advanced">The advanced selectors.</param>
public sealed record TrailSelectors(IReadOnlyList<BasicSelector> Basic, IReadOnlyList<AdvancedSelector> Advanced);

/// <summary>A basic event selector.</summary>
/// <param name="ReadWriteType"><c>All</c>, <c>ReadOnly</c> or <c>WriteOnly</c>.</param>
/// <param name="HasManagementEvents">True if management events are logged.</param>
/// <param name="ExcludedSources">The event sources whose management events are left out, such as <c>kms.amazonaws.com</c>.</param>
/// <param name="DataResources">The data events: type and ARN prefixes.</param>
public sealed record BasicSelector(
    string ReadWriteType, bool HasManagementEvents, IReadOnlyList<string> ExcludedSources,
    IReadOnlyList<(string Type, IReadOnlyList<string> Values)> DataResources);

/// <summary>An advanced event selector. An event is logged if all its fields match.</summary>
/// <param name="Fields">The fields.</param>
public sealed record AdvancedSelector(IReadOnlyList<AdvancedField> Fields);

/// <summary>
/// A field of an advanced event selector, with its operators by name: <c>Equals</c>, <c>StartsWith</c>, <c>NotEquals</c>, ….
/// </summary>
/// <param name="Field">The field: <c>eventCategory</c>, <c>resources.type</c>, <c>readOnly</c>, ….</param>
/// <param name="Operators">The values of each operator.</param>
public sealed record AdvancedField(string Field, IReadOnlyDictionary<string, IReadOnlyList<string>> Operators);

/// <summary>A page of event history.</summary>
/// <param name="Records">The records, each the text of a JSON object.</param>
/// <param name="NextToken">The token of the next page; null for the last.</param>
public sealed record EventPage(IReadOnlyList<string> Records, string? NextToken);
