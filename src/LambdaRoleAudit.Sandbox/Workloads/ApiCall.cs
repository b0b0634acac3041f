namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>One call, as CloudTrail records it, and the permissions that it needs.</summary>
/// <param name="EventSource">The service, without <c>.amazonaws.com</c>.</param>
/// <param name="EventName">The operation, as CloudTrail writes it.</param>
/// <param name="IsReadOnly">True if the operation changes nothing.</param>
/// <param name="Parameters">The request parameters in JSON; null for none.</param>
/// <param name="Needs">The permissions. None if AWS checks no permission, or if nobody knows the action.</param>
public sealed record ApiCall(string EventSource, string EventName, bool IsReadOnly, string? Parameters, params Need[] Needs)
{
    /// <summary>The response elements in JSON; null for none.</summary>
    public string? Response { get; init; }

    /// <summary>The record's resources; none if the record does not have the field.</summary>
    public IReadOnlyList<CallResource> Resources { get; init; } = [];

    /// <summary>The resource type of a data event; null for a management event.</summary>
    public string? DataType { get; init; }

    /// <summary>The resource of a data event, with which selectors are compared.</summary>
    public string? DataArn { get; init; }

    /// <summary>The service that makes the call for the function, with the function's role (forward access session).</summary>
    public string? InvokedBy { get; init; }

    /// <summary>The region of a global service's events; null for the region of the call.</summary>
    public string? GlobalRegion { get; init; }

    /// <summary>False if CloudTrail has no event for the operation, whatever the selectors are.</summary>
    public bool IsRecorded { get; init; } = true;

    /// <summary>True if there is an action that nobody knows. False with no needs: AWS checks no permission.</summary>
    public bool IsUnmapped { get; init; }

    /// <summary>AwsApiCall, or AwsServiceEvent for what a service does itself.</summary>
    public string EventType { get; init; } = "AwsApiCall";
}
