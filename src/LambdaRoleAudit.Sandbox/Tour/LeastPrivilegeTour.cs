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
        ("A role for each function, with what it used, what its settings need, and what the records cannot show.",
            "$plan = Get-LambdaRoleRepairPlan -Strategy Used -Usage $usage; $plan | Group-Object CanApply -NoElement"),
        ("The same, without what the records cannot show and IAM says that the role never used.",
            "$dropped = Get-LambdaRoleRepairPlan -Strategy Used -Usage $usage -DropUnseen; $dropped | Group-Object CanApply -NoElement"),
        ("The permissions of all functions together: now, then, and then with -DropUnseen.",
            "'Actions', 'Services', 'WildcardActions', 'WildcardResources', 'PermissionsManagement', 'DataWrites' | ForEach-Object { "
            + "[pscustomobject] @{ Permissions = $_; Now = ($plan.Narrowing.Before | Measure-Object $_ -Sum).Sum; "
            + "Then = ($plan.Narrowing.After | Measure-Object $_ -Sum).Sum; "
            + "DropUnseen = ($dropped.Narrowing.After | Measure-Object $_ -Sum).Sum } } | Format-Table"),
        ("The ten functions that keep the most actions.",
            "$plan | Sort-Object { -$_.Narrowing.After.Actions }, FunctionName | "
            + "Select-Object -First 10 FunctionName, Region, Narrowing"),
        ("As a report.",
            $"$dropped | Export-LambdaRoleReport {Report} -Force -PassThru | ForEach-Object FullName"),
    ];

    /// <summary>Runs the steps, and writes the report to the current folder.</summary>
    /// <returns>The exit code: 0 if every step did what it should.</returns>
    public static Task<int> RunAsync(TextWriter output, int seed, int functions, int roles, int days, CancellationToken cancellationToken) =>
        GuidedTour.RunAsync(
            output, TeamEstate.NewState(seed, functions, roles, days),
            FormattableString.Invariant($"with {functions} functions on {roles} roles and {days} days of records"), Steps,
            $"The report is {Report}.", Environment.CurrentDirectory, cancellationToken);
}
