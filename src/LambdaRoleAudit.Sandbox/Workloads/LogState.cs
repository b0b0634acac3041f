namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>Whether the trail shows a permission's use.</summary>
public enum LogState
{
    /// <summary>The trail has its events.</summary>
    Logged,

    /// <summary>CloudTrail has an event, but the trail's selectors leave it out.</summary>
    NotSelected,

    /// <summary>CloudTrail has no event for it.</summary>
    NeverLogged,
}
