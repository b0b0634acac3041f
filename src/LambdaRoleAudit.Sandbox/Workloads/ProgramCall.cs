namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>A call that a function makes again and again.</summary>
/// <param name="Shape">The kind of call.</param>
/// <param name="Region">The region that it goes to.</param>
/// <param name="Thing">The name of the resource.</param>
/// <param name="Frequency">How often.</param>
/// <param name="Outcome">How it ends.</param>
/// <param name="Phase">A number that decides the hour of the day and the day of the month.</param>
public sealed record ProgramCall(CallShape Shape, string Region, string Thing, Frequency Frequency, Outcome Outcome, int Phase)
{
    /// <summary>Returns true if the function makes the call in the hour that starts at this time.</summary>
    public bool IsIn(DateTimeOffset hour) => Frequency switch
    {
        Frequency.Hourly => true,
        Frequency.Daily => hour.Hour == Phase % 24,
        _ => hour.Hour == Phase % 24 && hour.Day == 1 + (Phase % 28),
    };
}
