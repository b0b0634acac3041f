namespace LambdaRoleAudit.Model;

/// <summary>Whether the records that were read show the use of a service that a role's policies allow.</summary>
/// <param name="Service">The service by the prefix of its actions: <c>s3</c>.</param>
/// <param name="EventType">The type of the data events, as advanced event selectors write it (<c>AWS::S3::Object</c>); null for management
/// events.</param>
/// <param name="Status">The status.</param>
/// <param name="Reason">The reason for the status, as a sentence.</param>
/// <param name="GrantedActionCount">The number of the service's actions of this kind that the role's policies allow.</param>
/// <param name="UsedActionCount">The number of these actions that the function used.</param>
/// <param name="LastAccessed">The last time, in UTC, that a session of the role used the service, from IAM's service last accessed
/// information; null if it was not read, or if the role did not use the service in IAM's tracking period.</param>
public sealed record ServiceCoverage(
    string Service, string? EventType, CoverageStatus Status, string Reason, int GrantedActionCount, int UsedActionCount,
    DateTimeOffset? LastAccessed)
{
    /// <summary>Returns the coverage on one line.</summary>
    public override string ToString() => VisibleText.Of(
        $"{Service}{(EventType is null ? "" : $" ({EventType})")}: {Status}");
}
