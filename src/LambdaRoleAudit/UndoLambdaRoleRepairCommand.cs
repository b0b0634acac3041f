using System.Management.Automation;
using LambdaRoleAudit.Completion;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.Loading;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Output;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Session;

namespace LambdaRoleAudit;

/// <summary><c>Undo-LambdaRoleRepair</c>: functions back on their source roles, verified, and the roles that were made deleted.</summary>
[Cmdlet(VerbsCommon.Undo, "LambdaRoleRepair", DefaultParameterSetName = AccountSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(RoleRepairResult))]
public sealed class UndoLambdaRoleRepairCommand : AwsCmdlet
{
    private readonly List<string> _repairs = [];
    private readonly List<string> _functions = [];
    private readonly List<string> _roles = [];

    /// <summary>Repairs, by id.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[]? RepairId { get; set; }

    /// <summary>Functions whose repair is undone: names or ARNs, wildcards too.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? FunctionName { get; set; }

    /// <summary>The functions' ARNs, of objects in the pipeline.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[]? FunctionArn { get; set; }

    /// <summary>Roles that repairs made, wildcards too.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? RoleName { get; set; }

    /// <summary>The region to start from; it settles the partition.</summary>
    [Parameter]
    [Alias("RegionToCall")]
    [ArgumentCompleter(typeof(RegionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Region { get; set; }

    /// <summary>Keeps the roles that were made; only moves the functions back.</summary>
    [Parameter]
    public SwitchParameter KeepRole { get; set; }

    /// <summary>How many functions are moved back at once.</summary>
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
        _repairs.AddRange(RepairId ?? []);
        // Of a record in the pipeline the ARN says more than the name: there may be functions of one name in two regions.
        _functions.AddRange((MyInvocation.ExpectingInput ? FunctionArn ?? FunctionName : FunctionName ?? FunctionArn) ?? []);
        _roles.AddRange(RoleName ?? []);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_repairs.Count + _functions.Count + _roles.Count == 0)
        {
            // An empty pipeline means nothing, never everything.
            if (!MyInvocation.ExpectingInput) ThrowTerminatingError(ErrorRecords.Of(RepairProblems.NothingNamed()));
            return;
        }

        try
        {
            Undo();
        }
        catch (ProblemException e)
        {
            ThrowTerminatingError(ErrorRecords.Of(e.Problem));
        }
    }

    private void Undo()
    {
        var scope = new UndoScope
        {
            RepairIds = _repairs.Count > 0 ? [.. _repairs.Distinct(StringComparer.OrdinalIgnoreCase)] : null,
            Functions = _functions.Count > 0 ? Wildcards.Named(_functions.Distinct(StringComparer.OrdinalIgnoreCase)) : null,
            Roles = _roles.Count > 0 ? Wildcards.Named(_roles.Distinct(StringComparer.OrdinalIgnoreCase)) : null,
        };
        var open = PrepareSession(Region is null ? null : region => region.Equals(Region, StringComparison.OrdinalIgnoreCase));
        IReadOnlyList<UndoStep> found = [];
        Run(open, async (session, observer, _, cancellationToken) => found = await new RepairSurvey(session, AwsLoadContext.Gateway.ListKnownRegions(), observer).FindAsync(scope, cancellationToken).ConfigureAwait(false));
        foreach (var blocked in found.Where(step => step.Obstacle is not null).Select(RepairUndoer.Blocked))
        {
            WriteResult(blocked, blocked.ToString());
            WriteProblem(RepairOutcomes.ProblemOf(blocked)!);
        }

        // What nothing is done for is not asked for.
        var approved = found.Where(step => step.Obstacle is null && ShouldProcess(
            step.Describe(KeepRole), $"{step.Describe(KeepRole)} Undo the repair?", "Undo-LambdaRoleRepair")).ToList();
        if (approved.Count == 0) return;
        var options = new AssignmentOptions { PropagationTimeout = TimeSpan.FromSeconds(PropagationTimeoutSec), MappingWatch = TimeSpan.FromSeconds(EventSourceWatchSec) };
        var meter = new ProgressMeter(WriteProgress, "Undoing", "functions");
        var done = 0;
        Run(open, (session, observer, post, cancellationToken) =>
            new RepairUndoer(session, AwsLoadContext.Gateway.ListKnownRegions(), observer, TimeProvider.System, options, ThrottleLimit).UndoAsync(approved, KeepRole, result => post(() =>
            {
                WriteResult(result, result.ToString());
                if (RepairOutcomes.ProblemOf(result) is { } problem) WriteProblem(problem);
                // Undone, but something is left: said where it is seen.
                else if (result.Reason is { } reason && !IsStopping) WriteWarning($"{result.FunctionName} ({result.Region}): {reason}");
                if (!IsStopping) meter.Show(++done, approved.Count, result.FunctionName);
            }), cancellationToken));
        meter.Complete();
    }

    private void Run(Func<Action<AwsCallRecord>, CancellationToken, Task<IAwsSession>> open, Func<IAwsSession, PostedObserver, Action<Action>, CancellationToken, Task> work)
    {
        var meter = new ProgressMeter(WriteProgress, "Reading who uses the roles", "regions");
        Pump(async (post, cancellationToken) =>
        {
            using var session = await open(TellingCalls(post), cancellationToken).ConfigureAwait(false);
            await work(session, new PostedObserver(post, WriteProblem, WriteWarning, meter), post, cancellationToken).ConfigureAwait(false);
        }, mustSettle: true);
        meter.Complete();
    }
}
