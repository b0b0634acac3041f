using System.Management.Automation;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.Loading;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Output;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Session;

namespace LambdaRoleAudit;

/// <summary><c>Get-LambdaRoleRepair</c>: the repairs that the account's tags tell of, by id: roles, functions, leftovers, and what undoing would do.</summary>
[Cmdlet(VerbsCommon.Get, "LambdaRoleRepair", DefaultParameterSetName = AccountSet)]
[OutputType(typeof(LambdaRoleRepair))]
public sealed class GetLambdaRoleRepairCommand : AwsCmdlet
{
    /// <summary>Repairs, by id; all by default.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string[]? RepairId { get; set; }

    /// <summary>Functions whose repairs are shown: names or ARNs, wildcards too.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? FunctionName { get; set; }

    /// <summary>Roles that repairs made: names or ARNs, wildcards too.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? RoleName { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var scope = new UndoScope
        {
            RepairIds = RepairId,
            Functions = FunctionName is null ? null : Wildcards.Named(FunctionName),
            Roles = RoleName is null ? null : Wildcards.Named(RoleName),
        };
        IReadOnlyList<UndoStep> found = [];
        var meter = new ProgressMeter(WriteProgress, "Reading repairs", "regions");
        try
        {
            var open = PrepareSession(null);
            Pump(async (post, cancellationToken) =>
            {
                using var session = await open(TellingCalls(post), cancellationToken).ConfigureAwait(false);
                var observer = new PostedObserver(post, WriteProblem, WriteWarning, meter);
                found = await new RepairSurvey(session, AwsLoadContext.Gateway.ListKnownRegions(), observer).FindAsync(scope, cancellationToken).ConfigureAwait(false);
            });
        }
        catch (ProblemException e)
        {
            ThrowTerminatingError(ErrorRecords.Of(e.Problem));
        }

        meter.Complete();
        foreach (var repair in RepairSurvey.Group(found)) WriteObject(repair);
    }
}
