using System.Management.Automation;
using LambdaRoleAudit.Completion;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.Loading;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Output;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Session;

/// <summary>A cmdlet that plans a repair.</summary>
public abstract class RepairPlanCmdlet : AwsCmdlet
{
    private protected PipelineTargets Targets { get; } = new();

    /// <summary>Functions to give roles of their own: names or ARNs.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string[]? FunctionName { get; set; }

    /// <summary>A shared role, a role, or a function.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>The region of the functions that are named.</summary>
    [Parameter]
    [Alias("RegionToCall")]
    [ArgumentCompleter(typeof(RegionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Region { get; set; }

    /// <summary>The same permissions as the source role, or what the function's settings ask for.</summary>
    [Parameter]
    public RepairStrategy Strategy { get; set; }

    /// <summary>What the names of new roles begin with, for accounts that allow creating and passing roles by name only.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RoleNamePrefix { get; set; }

    /// <summary>Functions that keep the source role.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? KeepFunction { get; set; }

    /// <summary>Functions may belong to CloudFormation, SAM, CDK, Terraform or Serverless Framework.</summary>
    [Parameter]
    public SwitchParameter AllowManaged { get; set; }

    /// <summary>A new role may lack what the source role is allowed, because a policy looks at who calls.</summary>
    [Parameter]
    public SwitchParameter AllowLoss { get; set; }

    /// <summary>Regions and resource policies that could not be read do not stand against a step.</summary>
    [Parameter]
    public SwitchParameter AllowUnknown { get; set; }

    /// <summary>The resource policies of the account's functions are not read.</summary>
    [Parameter]
    public SwitchParameter SkipResourcePolicy { get; set; }

    /// <summary>Something was to be named, and nothing was: never a silent turn to the whole account.</summary>
    private protected bool NamesNothing => (MyInvocation.ExpectingInput || InputObject is not null) && FunctionName is null && Targets.Scope.IsEverything;

    private protected IReadOnlyList<LambdaRoleRepairStep> Plan()
    {
        if (RoleNamePrefix is { } prefix && (prefix.Length > RoleNaming.LongestPrefix || !RoleNames.IsValid(prefix))) throw new ProblemException(RepairProblems.InvalidPrefix(prefix));
        foreach (var name in FunctionName ?? []) Targets.Add(name, Region, WriteProblem);
        // Names that are all wrong mean nothing, not everything.
        if (FunctionName is not null && Targets.Scope.IsEverything) return [];
        var keep = Wildcards.Any(KeepFunction);
        var options = new RepairOptions
        {
            Strategy = Strategy,
            RoleNamePrefix = RoleNamePrefix ?? "",
            Keep = keep is null ? null : function => keep(function.FunctionName) || keep(function.FunctionArn),
            AllowManaged = AllowManaged,
            AllowLoss = AllowLoss,
            AllowUnknown = AllowUnknown,
            SkipResourcePolicies = SkipResourcePolicy,
        };
        IReadOnlyList<LambdaRoleRepairStep> steps = [];
        var meter = new ProgressMeter(WriteProgress, "Planning", "regions");
        var open = PrepareSession(Region is null ? null : region => region.Equals(Region, StringComparison.OrdinalIgnoreCase));
        Pump(async (post, cancellationToken) =>
        {
            var observer = new PostedObserver(post, WriteProblem, WriteWarning, meter);
            using var session = await open(TellingCalls(post), cancellationToken).ConfigureAwait(false);
            steps = await new RepairPlanner(session, AwsLoadContext.Gateway.ListKnownRegions(), observer).PlanAsync(Targets.Scope, options, cancellationToken).ConfigureAwait(false);
        });
        meter.Complete();
        return steps;
    }
}
