using System.Management.Automation;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Output;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Session;

namespace LambdaRoleAudit;

/// <summary><c>Repair-LambdaExecutionRole</c>: one role for each function, verified; put back where it does not end well.</summary>
[Cmdlet(VerbsDiagnostic.Repair, "LambdaExecutionRole", DefaultParameterSetName = AccountSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(RoleRepairResult))]
public sealed class RepairLambdaExecutionRoleCommand : RepairPlanCmdlet
{
    private readonly List<LambdaRoleRepairStep> _given = [];
    private bool _isPlan;

    /// <summary>A file that holds a plan.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>How many functions are moved at once.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = RoleRepairer.FunctionsAtOnce;

    /// <summary>How many seconds Lambda is asked again while IAM's change comes through.</summary>
    [Parameter]
    [ValidateRange(1, 900)]
    public int PropagationTimeoutSec { get; set; } = 120;

    /// <summary>How many seconds event source mappings are watched after the function was put on its role.</summary>
    [Parameter]
    [ValidateRange(0, 900)]
    public int EventSourceWatchSec { get; set; } = 5;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!MyInvocation.ExpectingInput && InputObject is null) return;
        if (InputObject is null || !RepairSteps.IsStep(InputObject))
        {
            Targets.Take(InputObject, WriteProblem);
            return;
        }

        _isPlan = true;
        try
        {
            _given.Add(RepairSteps.Read(InputObject));
        }
        catch (ProblemException e)
        {
            WriteProblem(e.Problem);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            if (Path is not null) _given.AddRange(RepairSteps.ReadFile(SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path), WriteProblem));
            var isGiven = _isPlan || Path is not null;
            if (isGiven ? _given.Count == 0 : NamesNothing) return;
            Apply(isGiven ? _given : Plan());
        }
        catch (ProblemException e)
        {
            ThrowTerminatingError(ErrorRecords.Of(e.Problem));
        }
    }

    private void Apply(IReadOnlyList<LambdaRoleRepairStep> steps)
    {
        var counts = new Dictionary<RoleRepairStatus, int>();
        var approved = new List<LambdaRoleRepairStep>();
        // What is blocked is not asked for: there is nothing to agree to.
        var blocked = steps.Where(step => step.Blockers.Count > 0).Select(RoleRepairer.Blocked).ToList();
        foreach (var result in blocked) WriteObject(result);
        foreach (var problem in RepairOutcomes.BlockedProblems(blocked)) WriteProblem(problem);
        if (blocked.Count > 0) counts[RoleRepairStatus.Blocked] = blocked.Count;

        // A function that has its own role already is not asked for either: it is looked at, and told.
        approved.AddRange(steps.Where(step => step.IsAlreadyRepaired && step.Blockers.Count == 0));
        var ready = steps.Where(step => step.CanApply).ToList();
        foreach (var warning in RepairOutcomes.WarningsOf(ready)) WriteWarning(warning);
        foreach (var step in ready)
        {
            if (ShouldProcess(
                [$"Function {step.FunctionName} in {step.Region}: from {step.SourceRoleArn} to its own role {step.TargetRoleName} ({step.Strategy}; grants no more: {step.Proof})", .. RolePreview.Of(RepairStepBuilder.SpecOf(step))],
                $"Give function {step.FunctionName} in {step.Region} its own role {step.TargetRoleName}?", "Repair-LambdaExecutionRole", out var reason)) approved.Add(step);
            else if (reason != ShouldProcessReason.WhatIf) Write(RoleRepairer.Skipped(step), counts);
        }

        if (approved.Count == 0) return;
        var options = new AssignmentOptions { PropagationTimeout = TimeSpan.FromSeconds(PropagationTimeoutSec), MappingWatch = TimeSpan.FromSeconds(EventSourceWatchSec) };
        var regions = approved.Select(step => step.Region).Distinct().ToList();
        var meter = new ProgressMeter(WriteProgress, "Repairing", "functions");
        var done = 0;
        var open = PrepareSession(regions.Contains);
        Pump(async (post, cancellationToken) =>
        {
            using var session = await open(TellingCalls(post), cancellationToken).ConfigureAwait(false);
            await new RoleRepairer(session, TimeProvider.System, options, ThrottleLimit).ApplyAsync(approved, result => post(() =>
            {
                Write(result, counts);
                if (!IsStopping) meter.Show(++done, approved.Count, result.FunctionName);
            }), cancellationToken).ConfigureAwait(false);
        }, mustSettle: true);
        meter.Complete();
        WriteInformation($"{string.Join(", ", counts.OrderBy(count => count.Key).Select(count => $"{count.Value} {count.Key}"))}.", ["LambdaRoleAudit"]);
    }

    private void Write(RoleRepairResult result, Dictionary<RoleRepairStatus, int> counts)
    {
        counts[result.Status] = counts.GetValueOrDefault(result.Status) + 1;
        WriteResult(result, result.ToString());
        if (RepairOutcomes.ProblemOf(result) is { } problem) WriteProblem(problem);
    }
}
