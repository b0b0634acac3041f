using LambdaRoleAudit.Sandbox.Workloads;

namespace LambdaRoleAudit.Sandbox.Tour;

/// <summary>Shows what least privilege takes away from an estate of the size of a real team, in figures and as a report.</summary>
public static class LeastPrivilegeTour
{
    private const string Report = "least-privilege.html";

    private static readonly (string Why, string Command)[] Steps =
    [
        ("What did each function do in 90 days? The functions share 20 roles, each of which allows entire services.",
            $"$usage = Get-LambdaRoleUsage -Trail {WorkloadSandbox.TrailName} -LastAccessed; $usage.Count"),
        ("A role for each function, with what it used, what its settings need, and what the records cannot show. How many are ready?",
            "$plan = Get-LambdaRoleRepairPlan -Strategy Used -Usage $usage; $plan.Where({ $_.CanApply }).Count"),
        ("The same, without what the records cannot show and IAM says that the role never used.",
            "$dropped = Get-LambdaRoleRepairPlan -Strategy Used -Usage $usage -DropUnseen; $dropped.Where({ $_.CanApply }).Count"),
        ("The permissions of all functions together: now, then, and then with -DropUnseen.",
            "foreach ($name in 'Actions', 'Services', 'WildcardActions', 'WildcardResources', 'PermissionsManagement', 'DataWrites') { "
            + "$sums = 0, 0, 0; for ($i = 0; $i -lt $plan.Count; $i++) { $sums[0] += $plan[$i].Narrowing.Before.$name; "
            + "$sums[1] += $plan[$i].Narrowing.After.$name; $sums[2] += $dropped[$i].Narrowing.After.$name }; "
            + "'{0,-22} {1,12:N0} {2,12:N0} {3,12:N0}' -f $name, $sums[0], $sums[1], $sums[2] }"),
        ("As a report, with the ten functions that keep the most actions.",
            $"$null = $dropped | Export-LambdaRoleReport {Report} -Force; '{Report}'"),
    ];

    /// <summary>Runs the steps, and writes the report to the current folder.</summary>
    /// <returns>The exit code: 0 if every step did what it should.</returns>
    public static Task<int> RunAsync(
        TextWriter output, int seed, int functions, int roles, int days, CancellationToken cancellationToken) => GuidedTour.RunAsync(
            output, TeamEstate.NewState(seed, functions, roles, days),
            FormattableString.Invariant($"with {functions} functions on {roles} roles and {days} days of records"), Steps,
            $"The report is {Report}.", Environment.CurrentDirectory, cancellationToken);
}
