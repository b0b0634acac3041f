namespace LambdaRoleAudit.Model;

/// <summary>
/// What one function did with its execution role in a period, from CloudTrail; or, without a function, what was done with a role in
/// sessions that no function can be named for.
/// </summary>
public sealed record LambdaRoleUsage
{
    /// <summary>The function's name; null for the activity of a role that no function can be named for.</summary>
    public string? FunctionName { get; init; }

    /// <summary>The function's ARN, without a qualifier; null for the activity of a role that no function can be named for.</summary>
    public string? FunctionArn { get; init; }

    /// <summary>The function's region; null without a function.</summary>
    public string? Region { get; init; }

    /// <summary>The account: 12 digits.</summary>
    public required string AccountId { get; init; }

    /// <summary>The ARN of the function's execution role; null if it is not known.</summary>
    public string? RoleArn { get; init; }

    /// <summary>The start of the period that was read, in UTC; null if nothing was read.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The end of the period that was read, in UTC; null if nothing was read.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The permissions that were used or denied, sorted by action and resource.</summary>
    public ItemList<UsedPermission> Permissions { get; init; } = [];

    /// <summary>
    /// For each service that the role's policies allow, whether the records that were read show its use; null if the policies were not
    /// read.
    /// </summary>
    public ItemList<ServiceCoverage>? Coverage { get; init; }

    /// <summary>The calls that no IAM action is known for, sorted by service and event.</summary>
    public ItemList<UnmappedCall> Unmapped { get; init; } = [];

    /// <summary>Where the records come from.</summary>
    public required UsageSource Source { get; init; }

    /// <summary>The days, in UTC, for which no record of the account was found in what was read, in the form 2026-07-01.</summary>
    public ItemList<string> DaysWithoutRecords { get; init; } = [];

    /// <summary>The regions whose records were read, sorted.</summary>
    public ItemList<string> LogRegions { get; init; } = [];

    /// <summary>The regions whose records were requested and could not be read, or that the trail does not log, sorted.</summary>
    public ItemList<string> UnreadLogRegions { get; init; } = [];

    /// <summary>The regions that were read and have no record of any principal, sorted.</summary>
    public ItemList<string> RegionsWithoutRecords { get; init; } = [];

    /// <summary>True if the records of every region that the account can use were read.</summary>
    public bool CoversAllRegions { get; init; }

    /// <summary>
    /// True if IAM's service last accessed information about the role was read. If it was, a service in <see cref="Coverage"/> without a
    /// last access was not used by any session of the role in IAM's tracking period.
    /// </summary>
    public bool IsLastAccessedRead { get; init; }

    /// <summary>True if everything that was requested could be read.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>What could not be read: files, regions, days; each as text.</summary>
    public ItemList<string> Unread { get; init; } = [];

    /// <summary>
    /// The number of actions that the role's policies allow for the services in <see cref="Coverage"/>; null if not known.
    /// </summary>
    public int? GrantedActionCount => Coverage?.Sum(service => service.GrantedActionCount);

    /// <summary>The number of different actions that were used, without those that were only denied.</summary>
    public int UsedActionCount => Permissions.Where(permission => permission.Count > 0).DistinctBy(permission => permission.Action).Count();

    /// <summary>The number of calls that were denied.</summary>
    public long DeniedCount => Permissions.Sum(permission => permission.DeniedCount);

    /// <summary>Returns the function, or the role, and the number of used actions.</summary>
    public override string ToString() => VisibleText.Of(
        FormattableString.Invariant($"{FunctionName ?? RoleArn ?? "unattributed"}: {UsedActionCount} actions used"));
}
