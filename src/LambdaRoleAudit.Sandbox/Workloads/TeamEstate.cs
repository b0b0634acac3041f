using LambdaRoleAudit.Sandbox.State;

namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>
/// An estate of the size of a real team: 300 functions on 20 roles, each of which allows all actions of the services that its functions
/// use, and a trail of 90 days.
/// </summary>
public static class TeamEstate
{
    /// <summary>Returns the estate, with records until the last full hour.</summary>
    /// <param name="seed">The seed of the workload.</param>
    /// <param name="functions">The number of functions.</param>
    /// <param name="roles">The number of roles.</param>
    /// <param name="days">The number of days of records.</param>
    public static SandboxState NewState(int seed = 1, int functions = 300, int roles = 20, int days = 90) =>
        WorkloadSandbox.NewState(Workload.Random(seed, new WorkloadOptions
        {
            Functions = functions, Roles = roles, HasBroadRoles = true, IsSparse = true, Days = days, NoiseShare = 0.3,
            End = new DateTimeOffset(DateTime.UtcNow.Ticks / TimeSpan.TicksPerHour * TimeSpan.TicksPerHour, TimeSpan.Zero),
        }));
}
