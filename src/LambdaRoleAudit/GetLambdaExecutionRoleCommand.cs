using System.Management.Automation;
using LambdaRoleAudit.Completion;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.Inventory;
using LambdaRoleAudit.Loading;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Output;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Session;

namespace LambdaRoleAudit;

/// <summary>
/// <c>Get-LambdaExecutionRole</c>: execution roles with trust policy, permissions, boundary, tags and last use, and the
/// functions that run under them.
/// </summary>
[Cmdlet(VerbsCommon.Get, "LambdaExecutionRole", DefaultParameterSetName = AccountSet)]
[OutputType(typeof(ExecutionRole))]
public sealed class GetLambdaExecutionRoleCommand : AwsCmdlet
{
    private readonly List<RoleReference> _roles = [];
    private bool _named;

    /// <summary>Roles by name.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string[]? RoleName { get; set; }

    /// <summary>Roles by ARN.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? RoleArn { get; set; }

    /// <summary>The roles of these functions: names or ARNs, wildcards too.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? FunctionName { get; set; }

    /// <summary>A role or a function, of this module or of AWS Tools, or a role's name or ARN.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>The regions whose functions are looked at. All regions enabled for the account by default.</summary>
    [Parameter]
    [Alias("RegionToCall")]
    [ArgumentCompleter(typeof(RegionCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Region { get; set; }

    /// <summary>Does not read the functions: quicker, and Functions and IsShared stay empty.</summary>
    [Parameter]
    public SwitchParameter SkipFunction { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        foreach (var text in (RoleName ?? []).Concat(RoleArn ?? [])) Add(RoleObjects.Parse(text, WriteProblem));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (MyInvocation.ExpectingInput || InputObject is not null) Add(RoleObjects.Read(InputObject, WriteProblem));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // Names that are all wrong, and an empty pipeline, mean no role: never a silent turn to all roles of the account.
        var asksForSome = _named || MyInvocation.ExpectingInput;
        if (asksForSome && _roles.Count == 0 && FunctionName is null) return;
        try
        {
            foreach (var role in Find())
            {
                if (!role.Exists && role.Functions is not { Length: > 0 }) WriteProblem(RoleProblems.RoleNotFound(role.RoleArn.Length > 0 ? role.RoleArn : role.RoleName));
                else WriteObject(role);
            }
        }
        catch (ProblemException e)
        {
            ThrowTerminatingError(ErrorRecords.Of(e.Problem));
        }
    }

    private IReadOnlyList<ExecutionRole> Find()
    {
        IReadOnlyList<ExecutionRole> roles = [];
        var meter = new ProgressMeter(WriteProgress, "Reading execution roles", "regions");
        var regions = Region is null ? RegionSelection.All : RegionSelection.Of(Region, WildcardPattern.ContainsWildcardCharacters, Wildcards.Matching);
        var query = new ExecutionRoleQuery
        {
            Roles = _roles,
            Functions = Wildcards.Named(FunctionName ?? []),
            Regions = regions,
            SkipFunctions = SkipFunction,
        };
        var open = PrepareSession(Region is null ? null : regions.Matches);
        Pump(async (post, cancellationToken) =>
        {
            var observer = new PostedObserver(post, WriteProblem, WriteWarning, meter);
            using var session = await open(TellingCalls(post), cancellationToken).ConfigureAwait(false);
            roles = await new ExecutionRoleSearch(session, AwsLoadContext.Gateway.ListKnownRegions(), observer).FindAsync(query, cancellationToken).ConfigureAwait(false);
        });
        meter.Complete();
        return roles;
    }

    private void Add(RoleReference? role)
    {
        _named = true;
        if (role is not null) _roles.Add(role);
    }
}
