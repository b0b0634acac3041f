using System.Management.Automation;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Output;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Session;

/// <summary>A cmdlet that applies the steps of a plan, and can stay to watch the functions that it moved.</summary>
public abstract class RepairingCmdlet : RepairPlanCmdlet
{
    private readonly List<WatchedMove> _moves = [];

    /// <summary>The number of functions that are changed at the same time.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = RoleRepairer.FunctionsAtOnce;

    /// <summary>How long to keep retrying, in seconds, while a change in IAM propagates to Lambda.</summary>
    [Parameter]
    [ValidateRange(1, 900)]
    public int PropagationTimeoutSec { get; set; } = 120;

    /// <summary>How long to watch event source mappings, in seconds, after the role was assigned to the function.</summary>
    [Parameter]
    [ValidateRange(0, 900)]
    public int EventSourceWatchSec { get; set; } = 5;

    /// <summary>How long to watch moved functions for denied calls, and to roll them back if a call is newly denied.</summary>
    [Parameter]
    public TimeSpan WatchFor { get; set; }

    /// <summary>The name or ARN of a trail in which denied calls are looked for. Event history by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? WatchTrail { get; set; }

    private bool Watches => MyInvocation.BoundParameters.ContainsKey(nameof(WatchFor));

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (WatchTrail is not null && !Watches) ThrowTerminatingError(ErrorRecords.Of(RepairErrors.WatchTrailAlone.About(WatchTrail)));
        if (Watches && !WatchOptions.IsValid(WatchFor))
        {
            ThrowTerminatingError(ErrorRecords.Of(RepairErrors.InvalidWatchFor.About(
                WatchFor, ("value", WatchFor), ("most", WatchOptions.Longest.TotalDays))));
        }

        if (Watches && WatchFor < WatchOptions.Delivery)
        {
            WriteWarning(
                "-WatchFor is shorter than 15 minutes. CloudTrail shows a call up to 15 minutes later, so a denied call can stay unseen.");
        }
    }

    /// <summary>Applies the steps of a plan that can be applied and are confirmed, and reports each result.</summary>
    private protected void Apply(IReadOnlyList<LambdaRoleRepairStep> steps)
    {
        steps = [.. steps.Select(StepIntegrity.Checked)];
        var counts = new Dictionary<RoleRepairStatus, int>();
        var approved = new List<LambdaRoleRepairStep>();
        // Blocked steps need no confirmation, because there is nothing to confirm.
        var blocked = steps.Where(step => step.Blockers.Count > 0).Select(RoleRepairer.Blocked).ToList();
        foreach (var result in blocked) WriteObject(result);
        foreach (var problem in RepairOutcomes.BlockedProblems(blocked)) WriteProblem(problem);
        if (blocked.Count > 0) counts[RoleRepairStatus.Blocked] = blocked.Count;

        foreach (var step in steps.Where(step => step.IsNotShared)) Write(RoleRepairer.NotShared(step), counts);
        // A function that already has its own role needs no confirmation either: it is checked and reported.
        approved.AddRange(steps.Where(step => step.IsAlreadyRepaired && step.Blockers.Count == 0 && !AliasOutcomes.HasMove(step)));
        var ready = steps.Where(step => step.CanApply || (step.Blockers.Count == 0 && AliasOutcomes.HasMove(step))).ToList();
        foreach (var warning in RepairOutcomes.WarningsOf(ready)) WriteWarning(warning);
        foreach (var step in ready)
        {
            if (ShouldProcess(
                RepairPreview.Of(step), RepairPreview.Question(step), "Repair-LambdaExecutionRole",
                out var reason)) approved.Add(step);
            else if (reason != ShouldProcessReason.WhatIf) Write(RoleRepairer.Skipped(step), counts);
        }

        if (approved.Count == 0) return;
        var options = new AssignmentOptions
        {
            PropagationTimeout = TimeSpan.FromSeconds(PropagationTimeoutSec), MappingWatch = TimeSpan.FromSeconds(EventSourceWatchSec)
        };
        var regions = approved.Select(step => step.Region).Distinct().ToList();
        var meter = new ProgressMeter(WriteProgress, "Repairing", "functions");
        var done = 0;
        var open = PrepareSession(regions.Contains);
        Pump(async (post, cancellationToken) =>
        {
            using var session = await open(TellingCalls(post), cancellationToken).ConfigureAwait(false);
            if (Watches && approved.Exists(step => step.CanApply || AliasOutcomes.HasMove(step)))
            {
                await new CloudTrailDenials(session, WatchTrail, TimeProvider.System, Observer(post, meter))
                    .VerifyAsync(regions, cancellationToken).ConfigureAwait(false);
            }

            await new RoleRepairer(session, TimeProvider.System, options, ThrottleLimit).ApplyAsync(approved, result =>
            {
                var movedAt = DateTimeOffset.UtcNow - result.Duration;
                post(() =>
                {
                    Write(result, counts);
                    var moved = result.Aliases.Where(alias => alias.Status == AliasStatus.Moved).Select(alias => alias.ToVersion!)
                        .Distinct().ToList();
                    if (result.Status == RoleRepairStatus.Repaired || moved.Count > 0)
                        _moves.Add(new WatchedMove(Step(result.FunctionArn) with { RepairId = result.RepairId }, movedAt)
                        {
                            OwnVersions = moved
                        });
                    if (!IsStopping) meter.Show(++done, approved.Count, result.FunctionName);
                });
            }, cancellationToken).ConfigureAwait(false);
        }, mustSettle: true);
        meter.Complete();
        WriteInformation(
            $"{string.Join(", ", counts.OrderBy(count => count.Key).Select(count => $"{count.Value} {count.Key}"))}.", ["LambdaRoleAudit"]);
        if (Watches && _moves.Count > 0) Watch(options, regions);

        LambdaRoleRepairStep Step(string functionArn) => approved.First(step => step.FunctionArn == functionArn);
    }

    private void Watch(AssignmentOptions options, IReadOnlyList<string> regions)
    {
        var meter = new ProgressMeter(WriteProgress, "Watching", "seconds");
        var open = PrepareSession(regions.Contains);
        Pump(async (post, cancellationToken) =>
        {
            using var session = await open(TellingCalls(post), cancellationToken).ConfigureAwait(false);
            var observer = Observer(post, meter);
            var denials = new CloudTrailDenials(session, WatchTrail, TimeProvider.System, new OnceObserver(observer));
            var read = await WatchRegions.ReadAsync(session, regions, observer, cancellationToken).ConfigureAwait(false);
            var summary = await new RepairWatcher(session, denials, TimeProvider.System, observer, options).WatchAsync(
                _moves, new WatchOptions { Duration = WatchFor }, read, result => post(() =>
                {
                    WriteResult(result, result.ToString());
                    WriteProblem(RepairOutcomes.WatchProblemOf(result));
                }), note => post(() => Note(note)), cancellationToken).ConfigureAwait(false);
            // A watch takes hours, so its end is shown.
            post(() => WriteHostLine(summary.ToString()));
        }, mustSettle: true);
        meter.Complete();
    }

    private void Note(string text)
    {
        // A stopped command passes on no information but its last warning.
        if (IsStopping) WriteWarning(text);
        else WriteInformation(text, ["LambdaRoleAudit"]);
    }

    private void Write(RoleRepairResult result, Dictionary<RoleRepairStatus, int> counts)
    {
        counts[result.Status] = counts.GetValueOrDefault(result.Status) + 1;
        WriteResult(result, result.ToString());
        if (RepairOutcomes.ProblemOf(result) is { } problem) WriteProblem(problem);
    }
}
