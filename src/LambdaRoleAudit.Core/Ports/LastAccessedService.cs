namespace LambdaRoleAudit.Ports;

/// <summary>When the sessions of a role last used a service, as IAM tracks it (GetServiceLastAccessedDetails).</summary>
/// <param name="Service">The service by the prefix of its actions.</param>
/// <param name="LastAuthenticated">The last use, in UTC; null if there was none in the tracking period.</param>
/// <param name="Actions">The actions of the service that IAM tracks, with their last use; empty if it tracks none.</param>
public sealed record LastAccessedService(
    string Service, DateTimeOffset? LastAuthenticated, IReadOnlyList<(string Action, DateTimeOffset? LastAccessed)> Actions);

/// <summary>The state of a job that collects service last accessed information.</summary>
/// <param name="IsCompleted">True if the services are there.</param>
/// <param name="Failure">The reason if the job failed; null if it did not.</param>
/// <param name="Services">The services of all pages.</param>
public sealed record LastAccessedJob(bool IsCompleted, string? Failure, IReadOnlyList<LastAccessedService> Services);
