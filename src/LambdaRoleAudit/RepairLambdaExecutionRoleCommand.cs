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
public sealed class RepairLambdaExecutionRoleCommand : RepairingCmdlet
{
    private const string AllSet = "All";
    private const string PlanSet = "Plan";

    private static readonly string[] Shaping =
        [nameof(Strategy), nameof(Usage), nameof(UsagePath), nameof(ResourceScope), nameof(MinimumDays), nameof(KeepUnseen),
            nameof(DropUnseen), nameof(RoleNamePrefix), nameof(AllowManaged), nameof(AllowLoss), nameof(AllowUnknown),
            nameof(SkipResourcePolicy), nameof(ScanResourcePolicy), nameof(UseAwsConfig), nameof(IncludeAlias),
            nameof(AllowProvisionedConcurrency)];

    private readonly List<LambdaRoleRepairStep> _given = [];
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

    /// <inheritdoc/>
    [Parameter(ParameterSetName = AccountSet)]
    [Parameter(ParameterSetName = AllSet)]
    public override SwitchParameter UseAwsConfig { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = AccountSet)]
    [Parameter(ParameterSetName = AllSet)]
    public override SwitchParameter IncludeAlias { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = AccountSet)]
    [Parameter(ParameterSetName = AllSet)]
    public override SwitchParameter AllowProvisionedConcurrency { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
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
}
