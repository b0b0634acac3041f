namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>How often a function makes a call.</summary>
public enum Frequency
{
    /// <summary>Once an hour.</summary>
    Hourly,

    /// <summary>Once a day.</summary>
    Daily,

    /// <summary>Once a month, on one of its first 28 days: short evidence does not show it.</summary>
    Monthly,
}
