namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>A permission that a call needs, from AWS's documentation of the operation.</summary>
/// <param name="Action">The IAM action.</param>
/// <param name="Resource">The ARN of the resource; null if the action knows only "*".</param>
/// <param name="Grant">The resource that a policy would grant; null for the resource itself.</param>
public sealed record Need(string Action, string? Resource, string? Grant = null)
{
    /// <summary>True if CloudTrail has no event for the permission, as for iam:PassRole.</summary>
    public bool IsNeverLogged { get; init; }
}
