using System.Management.Automation;
using LambdaRoleAudit.Completion;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.Loading;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Output;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Session;

namespace LambdaRoleAudit;

/// <summary>
/// <c>Undo-LambdaRoleRepair</c>: assigns functions to their source roles, verifies this, and deletes the roles that were created.
/// </summary>
[Cmdlet(
    VerbsCommon.Undo, "LambdaRoleRepair", DefaultParameterSetName = AccountSet, SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(RoleRepairResult))]
public sealed class UndoLambdaRoleRepairCommand : RepairSelectingCmdlet
{
    private const string AllSet = "All";

    /// <inheritdoc/>
    [Parameter(Position = 0, ParameterSetName = AccountSet)]
    [ArgumentCompleter(typeof(RepairIdCompleter))]
    [ValidateNotNullOrEmpty]
    public override string[]? RepairId { get; set; }

    /// <summary>Functions whose repair is undone: names, wildcards or ARNs.</summary>
    [Parameter(ParameterSetName = AccountSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public override string[]? FunctionName { get; set; }

    /// <summary>Roles that repairs created: names, wildcards or ARNs.</summary>
    [Parameter(ParameterSetName = AccountSet)]
    [Alias("RoleArn")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public override string[]? RoleName { get; set; }

    /// <summary>A repair, the result of a repair, a function, or a role that a repair created.</summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = AccountSet)]
    [AllowNull]
    public override PSObject? InputObject { get; set; }

    /// <summary>All repairs in the scope.</summary>
    [Parameter(ParameterSetName = AllSet, Mandatory = true)]
    public SwitchParameter All { get; set; }

    /// <summary>Keeps the roles that were created, and only changes the functions.</summary>
    [Parameter]
    public SwitchParameter KeepRole { get; set; }

    /// <summary>Does not look for policies of resources that still name the roles.</summary>
    [Parameter]
    public SwitchParameter SkipResourcePolicy { get; set; }

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

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        // Parameter sets cannot reject an empty pipeline.
        if (All && MyInvocation.ExpectingInput)
            ThrowTerminatingError(ErrorRecords.Of(RepairErrors.PipelineNotAllowed.About(nameof(All), ("parameter", nameof(All)))));
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => EndWith(() =>
    {
        if (UndoScope() is not { } scope) return;
        if (scope.RepairIds is null && scope.Selection.IsEverything && !All)
            throw new ProblemException(RepairErrors.NothingToUndo.About(null));
        Undo(scope);
    });

    private void Undo(UndoScope scope)
    {
        var found = new RepairSurvey(ReadAccount(RepairSurvey.Query(Scope), "Reading who uses the roles")).Find(
            scope, WriteProblem, StopToken);
        foreach (var blocked in found.Where(step => step.Obstacle is not null).Select(RepairUndoer.Blocked))
        {
            WriteResult(blocked, blocked.ToString());
            WriteProblem(RepairOutcomes.ProblemOf(blocked)!);
        }

        // Steps for which nothing is done need no confirmation.
        var approved = found.Where(step => step.Obstacle is null && ShouldProcess(
            step.Describe(KeepRole), $"{step.Describe(KeepRole)} Undo the repair?", "Undo-LambdaRoleRepair")).ToList();
        if (approved.Count == 0) return;
        var options = new AssignmentOptions
        {
            PropagationTimeout = TimeSpan.FromSeconds(PropagationTimeoutSec), MappingWatch = TimeSpan.FromSeconds(EventSourceWatchSec)
        };
        var meter = new ProgressMeter(WriteProgress, "Undoing", "functions");
        var done = 0;
        var reading = new ProgressMeter(WriteProgress, "Reading who uses the roles", "regions");
        var open = PrepareSession();
        Pump(async (post, cancellationToken) =>
        {
            using var session = await open(TellingCalls(post), cancellationToken).ConfigureAwait(false);
            var undoer = new RepairUndoer(
                session, AwsSide.Gateway.ListKnownRegions(), Observer(post, reading), TimeProvider.System, options, ThrottleLimit,
                SkipResourcePolicy);
            await undoer.UndoAsync(approved, KeepRole, result => post(() =>
            {
                WriteResult(result, result.ToString());
                if (RepairOutcomes.ProblemOf(result) is { } problem) WriteProblem(problem);
                // Undone, but something is left. This is reported as a warning.
                else if (result.Reason is { } reason && !IsStopping) WriteWarning($"{result.FunctionName} ({result.Region}): {reason}");
                if (!IsStopping) meter.Show(++done, approved.Count, result.FunctionName);
            }), cancellationToken).ConfigureAwait(false);
        }, mustSettle: true);
        reading.Complete();
        meter.Complete();
    }
}
