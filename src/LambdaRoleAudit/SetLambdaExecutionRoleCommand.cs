using System.Management.Automation;
using LambdaRoleAudit.Completion;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.Loading;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Output;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Session;

namespace LambdaRoleAudit;

/// <summary>
/// <c>Set-LambdaExecutionRole</c>: puts a function on an existing role, if that role is fit and unshared; waits, verifies, and
/// puts it back where it does not end well.
/// </summary>
[Cmdlet(VerbsCommon.Set, "LambdaExecutionRole", DefaultParameterSetName = AccountSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(RoleAssignment))]
public sealed class SetLambdaExecutionRoleCommand : AwsCmdlet
{
    /// <summary>Functions that are moved at once: each waits mostly.</summary>
    private const int AtOnce = 8;

    private readonly List<(FunctionReference Function, string? Region, RoleReference Role)> _wanted = [];

    /// <summary>The function: a name, an ARN or a partial ARN.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? FunctionName { get; set; }

    /// <summary>The function's ARN, of objects in the pipeline.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? FunctionArn { get; set; }

    /// <summary>The region that the function is in.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("RegionToCall")]
    [ArgumentCompleter(typeof(RegionCompleter))]
    [AllowEmptyString]
    public string? Region { get; set; }

    /// <summary>The role, by name.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? RoleName { get; set; }

    /// <summary>The role, by ARN.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? RoleArn { get; set; }

    /// <summary>The role may be one that other functions use.</summary>
    [Parameter]
    public SwitchParameter AllowShared { get; set; }

    /// <summary>The function may belong to CloudFormation, SAM, CDK, Terraform or Serverless Framework.</summary>
    [Parameter]
    public SwitchParameter AllowManaged { get; set; }

    /// <summary>Regions may be unread, so that it is not known whether the role is shared.</summary>
    [Parameter]
    public SwitchParameter AllowUnread { get; set; }

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
        if (FunctionTexts.Read(FunctionName, FunctionArn, MyInvocation.ExpectingInput && FunctionArn is not null, WriteProblem) is not { } function)
        {
            if (FunctionName is null && FunctionArn is null) WriteProblem(RoleProblems.InvalidFunction(null));
            return;
        }

        if ((RoleArn ?? RoleName) is not { } text) WriteProblem(RoleProblems.InvalidRole(null));
        else if (RoleObjects.Parse(text, WriteProblem) is { } role) _wanted.Add((function, string.IsNullOrEmpty(Region) ? null : Region, role));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_wanted.Count == 0) return;
        try
        {
            Apply();
        }
        catch (ProblemException e)
        {
            ThrowTerminatingError(ErrorRecords.Of(e.Problem));
        }
    }

    private void Apply()
    {
        var options = new AssignmentOptions
        {
            AllowShared = AllowShared,
            AllowManaged = AllowManaged,
            AllowUnread = AllowUnread,
            PropagationTimeout = TimeSpan.FromSeconds(PropagationTimeoutSec),
            MappingWatch = TimeSpan.FromSeconds(EventSourceWatchSec),
        };
        var regions = _wanted.Select(wanted => wanted.Function.Region ?? wanted.Region).OfType<string>().Distinct().ToList();
        var open = PrepareSession(regions.Count > 0 ? regions.Contains : null);
        var approved = Check(open, options).Where(assignment => assignment.IsDone || ShouldProcess(
            $"Function {assignment.Before.Function.FunctionName} in {assignment.Before.Function.Region}: from {assignment.Before.Function.Role} to {assignment.RoleArn}",
            $"Put function {assignment.Before.Function.FunctionName} on role {assignment.RoleName}?", "Set-LambdaExecutionRole")).ToList();
        if (approved.Count == 0) return;
        Pump(async (post, cancellationToken) =>
        {
            using var session = await open(TellingCalls(post), cancellationToken).ConfigureAwait(false);
            var assigner = new RoleAssigner(session, TimeProvider.System, options);
            await Parallel.ForEachAsync(approved, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (assignment, _) =>
            {
                var (result, problem) = await assigner.ApplyAsync(assignment, cancellationToken).ConfigureAwait(false);
                post(() =>
                {
                    WriteResult(result, result.ToString());
                    if (problem is not null) WriteProblem(problem);
                });
            }).ConfigureAwait(false);
        }, mustSettle: true);
    }

    private List<Assignment> Check(Func<Action<AwsCallRecord>, CancellationToken, Task<IAwsSession>> open, AssignmentOptions options)
    {
        var assignments = new List<Assignment>();
        var meter = new ProgressMeter(WriteProgress, "Reading who uses the role", "regions");
        Pump(async (post, cancellationToken) =>
        {
            var observer = new PostedObserver(post, WriteProblem, WriteWarning, meter);
            using var session = await open(TellingCalls(post), cancellationToken).ConfigureAwait(false);
            var check = new AssignmentCheck(session, AwsLoadContext.Gateway.ListKnownRegions(), options, observer);
            foreach (var (function, region, role) in _wanted)
            {
                try
                {
                    assignments.Add(await check.CheckAsync(function, region, role, cancellationToken).ConfigureAwait(false));
                }
                catch (ProblemException e)
                {
                    post(() => WriteProblem(e.Problem));
                }
            }
        });
        meter.Complete();
        return assignments;
    }
}
