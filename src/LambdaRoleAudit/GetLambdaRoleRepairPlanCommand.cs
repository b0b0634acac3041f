using System.Management.Automation;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Output;
using LambdaRoleAudit.Session;

namespace LambdaRoleAudit;

/// <summary><c>Get-LambdaRoleRepairPlan</c>: what a repair would do, as objects that can be read, saved, reviewed and given back.</summary>
[Cmdlet(VerbsCommon.Get, "LambdaRoleRepairPlan", DefaultParameterSetName = AccountSet)]
[OutputType(typeof(LambdaRoleRepairStep))]
public sealed class GetLambdaRoleRepairPlanCommand : RepairPlanCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (MyInvocation.ExpectingInput || InputObject is not null) Targets.Take(InputObject, WriteProblem);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (NamesNothing) return;
        try
        {
            foreach (var step in Plan()) WriteObject(step);
        }
        catch (ProblemException e)
        {
            ThrowTerminatingError(ErrorRecords.Of(e.Problem));
        }
    }
}
