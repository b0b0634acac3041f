using System.Management.Automation;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Completion;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.Loading;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Output;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Session;

namespace LambdaRoleAudit;

/// <summary>
/// <c>Set-LambdaExecutionRole</c>: assigns an existing role to a function, if the role is suitable and not shared. Waits, verifies, and
/// rolls back on failure.
/// </summary>
[Cmdlet(
    VerbsCommon.Set, "LambdaExecutionRole", DefaultParameterSetName = AccountSet, SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(RoleAssignment))]
public sealed class SetLambdaExecutionRoleCommand : AccountCmdlet
{
    /// <summary>The number of functions that are changed at the same time. Most of the time is spent waiting.</summary>
    private const int AtOnce = 8;

    private readonly List<(FunctionLocation Function, RoleReference? Role)> _functions = [];
    private readonly List<RoleReference> _roles = [];

    /// <summary>The functions: names, wildcards or ARNs. Assigning one role to several functions needs -AllowShared.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? FunctionName { get; set; }

    /// <summary>The role, by name or ARN.</summary>
    [Parameter(Position = 1)]
    [Alias("RoleArn")]
    [ValidateNotNullOrEmpty]
    public string? RoleName { get; set; }

    /// <summary>
    /// A function, if -RoleName names the role; a role, if -FunctionName names the function; or an object that names both.
    /// </summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>Allows a role that other functions use.</summary>
    [Parameter]
    public SwitchParameter AllowShared { get; set; }

    /// <summary>Allows a function that CloudFormation, SAM, CDK, Terraform or Serverless Framework manages.</summary>
    [Parameter]
    public SwitchParameter AllowManaged { get; set; }

    /// <summary>How long to keep retrying, in seconds, while a change in IAM propagates to Lambda.</summary>
    [Parameter]
    [ValidateRange(1, 900)]
    public int PropagationTimeoutSec { get; set; } = 120;

    /// <summary>How long to watch event source mappings, in seconds, after the role was assigned to the function.</summary>
    [Parameter]
    [ValidateRange(0, 900)]
    public int EventSourceWatchSec { get; set; } = 5;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!ExpectsObjects) return;
        if (InputObject?.BaseObject is null)
        {
            WriteProblem(InputErrors.InputNull.About(null));
        }
        else if (TemplateObject.Of(InputObject) is { } declared)
        {
            WriteProblem(declared);
        }
        else if (FunctionName is not null)
        {
            if (RoleObjects.Read(InputObject, WriteProblem) is { } role) _roles.Add(role);
        }
        else if (FunctionLocations.Of(InputObject, WriteProblem) is { } function)
        {
            var named = PipelineTargets.Text(InputObject, "RoleArn") ?? PipelineTargets.Text(InputObject, "RoleName");
            if (RoleName is not null || named is null) _functions.Add((function, null));
            else if (RoleObjects.Parse(named, WriteProblem) is { } role) _functions.Add((function, role));
        }
        else if (InputObject.BaseObject is not string)
        {
            WriteProblem(AssignmentErrors.ObjectWithoutFunction.About(InputObject.BaseObject));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => EndWith(() =>
    {
        var named = RoleName is null ? null : RoleObjects.Parse(RoleName, WriteProblem);
        if (RoleName is not null && named is null) return;
        foreach (var function in FunctionLocations.Of(FunctionName ?? [], WriteProblem)) _functions.Add((function, null));
        if (_functions.Count == 0)
        {
            // Problems with pipeline input were already reported, and an empty pipeline means nothing.
            if (!ExpectsObjects && FunctionName is null) WriteProblem(AssignmentErrors.FunctionMissing.About(null));
            return;
        }

        if (FunctionName is not null && ExpectsObjects && _roles.Count == 0) return;
        var all = _roles.Prepend(named).OfType<RoleReference>().ToList();
        var role = RoleReference.One(all);
        if (role is null && all.Count > 0)
            throw new ProblemException(
                RoleErrors.SeveralRoles.About(null, ("roles", NameList.Few(all.Select(one => one.ToString())))));
        var wanted = new List<(FunctionLocation, RoleReference)>();
        foreach (var (function, own) in _functions)
        {
            if ((own ?? role) is { } target) wanted.Add((function, target));
            else WriteProblem(RoleErrors.RoleMissing.About(null));
        }

        if (wanted.Count > 0) Apply(wanted);
    });

    private void Apply(List<(FunctionLocation Function, RoleReference Role)> wanted)
    {
        var options = new AssignmentOptions
        {
            AllowShared = AllowShared,
            AllowManaged = AllowManaged,
            AllowUnknown = AllowUnknown,
            PropagationTimeout = TimeSpan.FromSeconds(PropagationTimeoutSec),
            MappingWatch = TimeSpan.FromSeconds(EventSourceWatchSec),
        };
        var approved = Check(wanted, options).Where(assignment => assignment.IsDone || ShouldProcess(
            $"Function {assignment.Before.Function.FunctionName} in {assignment.Before.Function.Region}: from "
            + $"{assignment.Before.Function.Role} to {assignment.RoleArn}",
            $"Assign role {assignment.RoleName} to function {assignment.Before.Function.FunctionName}?",
            "Set-LambdaExecutionRole")).ToList();
        if (approved.Count == 0) return;
        var open = PrepareSession();
        Pump(async (post, cancellationToken) =>
        {
            using var session = await open(TellingCalls(post), cancellationToken).ConfigureAwait(false);
            var assigner = new RoleAssigner(session, TimeProvider.System, options);
            await Parallel.ForEachAsync(approved,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (assignment, _) =>
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

    private List<Assignment> Check(List<(FunctionLocation Function, RoleReference Role)> wanted, AssignmentOptions options)
    {
        var assignments = new List<Assignment>();
        var account = ReadAccount(AssignmentPreflight.Query(wanted, options, Scope), "Reading who uses the role");
        var preflight = new AssignmentPreflight(account, options, Scope);
        foreach (var (location, role) in wanted)
        {
            foreach (var function in FunctionLocation.Expand([location], account, Scope, WriteProblem))
            {
                try
                {
                    if (preflight.Check(function, role, StopToken) is { } assignment) assignments.Add(assignment);
                }
                catch (ProblemException e)
                {
                    WriteProblem(e.Problem);
                }
            }
        }

        return assignments;
    }
}
