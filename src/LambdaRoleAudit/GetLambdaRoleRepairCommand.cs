using System.Management.Automation;
using LambdaRoleAudit.Completion;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Session;

namespace LambdaRoleAudit;

/// <summary>
/// <c>Get-LambdaRoleRepair</c>: returns the repairs that the tags in the account describe, by id: roles, functions, unused roles, and what
/// undoing them would do.
/// </summary>
[Cmdlet(VerbsCommon.Get, "LambdaRoleRepair", DefaultParameterSetName = AccountSet)]
[OutputType(typeof(LambdaRoleRepair))]
public sealed class GetLambdaRoleRepairCommand : RepairSelectingCmdlet
{
    /// <summary>Repairs, by id; all by default.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(RepairIdCompleter))]
    [ValidateNotNullOrEmpty]
    public override string[]? RepairId { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (UndoScope() is not { } scope) return;
        EndWith(() =>
        {
            var account = ReadAccount(RepairSurvey.Query(Scope), "Reading repairs");
            foreach (var repair in RepairSurvey.Group(new RepairSurvey(account).Find(scope, WriteProblem, StopToken))) WriteObject(repair);
        });
    }
}
