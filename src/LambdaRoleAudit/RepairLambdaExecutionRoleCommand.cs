using System.Management.Automation;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.LeastPrivilege;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Output;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Session;

namespace LambdaRoleAudit;

/// <summary>
/// <c>Repair-LambdaExecutionRole</c>: creates one role for each function, assigns and verifies it, and rolls back on failure.
/// </summary>
[Cmdlet(
    VerbsDiagnostic.Repair, "LambdaExecutionRole", DefaultParameterSetName = AccountSet, SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(RoleRepairResult))]
public sealed class RepairLambdaExecutionRoleCommand : RepairPlanCmdlet
{
    private const string AllSet = "All";
    private const string PlanSet = "Plan";

    private static readonly string[] Shaping =
        [nameof(Strategy), nameof(Usage), nameof(UsagePath), nameof(ResourceScope), nameof(MinimumDays), nameof(KeepUnseen),
            nameof(DropUnseen), nameof(RoleNamePrefix), nameof(AllowManaged), nameof(AllowLoss), nameof(AllowUnknown),
            nameof(SkipResourcePolicy), nameof(ScanResourcePolicy)];

    private readonly List<LambdaRoleRepairStep> _given = [];
    private readonly List<WatchedMove> _moves = [];
    private bool _isPlan;
    private bool _hadBadSteps;

    /// <summary>Functions: names, wildcards or ARNs. If a plan is specified, selects its steps.</summary>
    [Parameter(Position = 0, ParameterSetName = AccountSet)]
    [Parameter(Position = 0, ParameterSetName = PlanSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public override string[]? FunctionName { get; set; }

    /// <summary>Source roles: names, wildcards or ARNs. If a plan is specified, selects its steps.</summary>
    [Parameter(ParameterSetName = AccountSet)]
    [Parameter(ParameterSetName = PlanSet)]
    [Alias("RoleArn")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public override string[]? RoleName { get; set; }

    /// <summary>A shared role, a role, a function, or a step of a plan.</summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = AccountSet)]
    [AllowNull]
    public override PSObject? InputObject { get; set; }

    /// <summary>Every shared role in the scope.</summary>
    [Parameter(ParameterSetName = AllSet, Mandatory = true)]
    public SwitchParameter All { get; set; }

    /// <summary>A file with a plan.</summary>
    [Parameter(ParameterSetName = PlanSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string? PlanPath { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = AccountSet)]
    [Parameter(ParameterSetName = AllSet)]
    public override RepairStrategy Strategy { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = AccountSet)]
    [Parameter(ParameterSetName = AllSet)]
    [ValidateNotNullOrEmpty]
    public override PSObject[]? Usage { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = AccountSet)]
    [Parameter(ParameterSetName = AllSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public override string[]? UsagePath { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = AccountSet)]
    [Parameter(ParameterSetName = AllSet)]
    public override NarrowedResourceScope ResourceScope { get; set; } = NarrowedResourceScope.Widened;

    /// <inheritdoc/>
    [Parameter(ParameterSetName = AccountSet)]
    [Parameter(ParameterSetName = AllSet)]
    [ValidateRange(1, 3650)]
    public override int MinimumDays { get; set; } = NarrowingOptions.DefaultMinimumDays;

    /// <inheritdoc/>
    [Parameter(ParameterSetName = AccountSet)]
    [Parameter(ParameterSetName = AllSet)]
    public override SwitchParameter KeepUnseen { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = AccountSet)]
    [Parameter(ParameterSetName = AllSet)]
    public override SwitchParameter DropUnseen { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = AccountSet)]
    [Parameter(ParameterSetName = AllSet)]
    [ValidateNotNullOrEmpty]
    public override string? RoleNamePrefix { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = AccountSet)]
    [Parameter(ParameterSetName = AllSet)]
    public override SwitchParameter AllowManaged { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = AccountSet)]
    [Parameter(ParameterSetName = AllSet)]
    public override SwitchParameter AllowLoss { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = AccountSet)]
    [Parameter(ParameterSetName = AllSet)]
    public override SwitchParameter SkipResourcePolicy { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = AccountSet)]
    [Parameter(ParameterSetName = AllSet)]
    public override SwitchParameter ScanResourcePolicy { get; set; }

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

        // Parameter sets cannot reject an empty pipeline.
        if (MyInvocation.ExpectingInput && (All || PlanPath is not null))
        {
            var parameter = PlanPath is null ? nameof(All) : nameof(PlanPath);
            ThrowTerminatingError(ErrorRecords.Of(RepairErrors.PipelineNotAllowed.About(parameter, ("parameter", parameter))));
        }
    }

    /// <inheritdoc/>
    private protected override void Take(PSObject? input)
    {
        if (input is null || !RepairSteps.IsStep(input))
        {
            base.Take(input);
            return;
        }

        _isPlan = true;
        try
        {
            _given.Add(RepairSteps.Read(input));
        }
        catch (ProblemException e)
        {
            WriteProblem(e.Problem);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => EndWith(() =>
    {
        if (PlanPath is not null)
        {
            _given.AddRange(RepairSteps.ReadFile(SessionState.Path.GetUnresolvedProviderPathFromPSPath(PlanPath), problem =>
            {
                _hadBadSteps = true;
                WriteProblem(problem);
            }));
            if (_given.Count == 0 && !_hadBadSteps) WriteWarning("The plan has no steps; there is nothing to do.");
        }

        var selection = Selected();
        if (_isPlan || PlanPath is not null)
        {
            if (Shaping.Where(MyInvocation.BoundParameters.ContainsKey).Select(name => $"-{name}").ToList() is { Count: > 0 } shaping)
                throw new ProblemException(RepairErrors.PlanIsGiven.About(null, ("parameters", string.Join(", ", shaping))));
            if (_isPlan && selection.Objects is { } objects && objects.Functions.Count + objects.Roles.Count > 0)
                throw new ProblemException(RepairErrors.PlanAndOthers.About(null));
            CheckScope(_given.Select(step => step.Region));
            Apply(ChosenSteps.Of(_given, selection with { Objects = null }, Kept(), Scope, WriteProblem));
        }
        else if (selection.IsEverything && !All)
        {
            throw new ProblemException(RepairErrors.NothingToRepair.About(null));
        }
        else if (!selection.IsNothing)
        {
            var plan = Plan(selection, query => ReadAccount(query, "Planning"));
            if (All && plan is { Steps.Count: 0, Problems.Count: 0 })
                WriteInformation("No role in scope is shared; there is nothing to do.", ["LambdaRoleAudit"]);
            Apply(plan.Steps);
        }
    });

    private void Apply(IReadOnlyList<LambdaRoleRepairStep> steps)
    {
        var counts = new Dictionary<RoleRepairStatus, int>();
        var approved = new List<LambdaRoleRepairStep>();
        // Blocked steps need no confirmation, because there is nothing to confirm.
        var blocked = steps.Where(step => step.Blockers.Count > 0).Select(RoleRepairer.Blocked).ToList();
        foreach (var result in blocked) WriteObject(result);
        foreach (var problem in RepairOutcomes.BlockedProblems(blocked)) WriteProblem(problem);
        if (blocked.Count > 0) counts[RoleRepairStatus.Blocked] = blocked.Count;

        foreach (var step in steps.Where(step => step.IsNotShared)) Write(RoleRepairer.NotShared(step), counts);
        // A function that already has its own role needs no confirmation either: it is checked and reported.
        approved.AddRange(steps.Where(step => step.IsAlreadyRepaired && step.Blockers.Count == 0));
        var ready = steps.Where(step => step.CanApply).ToList();
        foreach (var warning in RepairOutcomes.WarningsOf(ready)) WriteWarning(warning);
        foreach (var step in ready)
        {
            if (ShouldProcess(
                [$"Function {step.FunctionName} in {step.Region}: from {step.SourceRoleArn} to its own role {step.TargetRoleName} "
                    + $"({step.Strategy}; grants no more: {step.Proof})", .. RolePreview.Of(RepairStepBuilder.SpecOf(step))],
                $"Give function {step.FunctionName} in {step.Region} its own role {step.TargetRoleName}?", "Repair-LambdaExecutionRole",
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
            if (Watches && approved.Exists(step => step.CanApply))
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
                    if (result.Status == RoleRepairStatus.Repaired)
                        _moves.Add(new WatchedMove(Step(result.FunctionArn), result.RepairId, movedAt));
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
            post(() => Note(summary.ToString()));
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
