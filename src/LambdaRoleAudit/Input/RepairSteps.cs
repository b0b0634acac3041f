using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Repair;

namespace LambdaRoleAudit.Input;

/// <summary>Steps of a plan that are passed back: from a file, or from ConvertFrom-Json, Import-Clixml and the like.</summary>
internal static class RepairSteps
{
    /// <summary>
    /// Returns true for an object that is a step, or was a step before it was converted. A step whose version was removed is also a step:
    /// if it were taken for the function that it names, it would be planned and applied without its review.
    /// </summary>
    public static bool IsStep(PSObject input) => input.BaseObject is LambdaRoleRepairStep
        || Has(input, nameof(LambdaRoleRepairStep.PlanVersion))
        || (Has(input, nameof(LambdaRoleRepairStep.TargetRoleName)) && Has(input, nameof(LambdaRoleRepairStep.TrustPolicy)));

    /// <summary>Returns the step.</summary>
    /// <exception cref="ProblemException">The object is not a step.</exception>
    public static LambdaRoleRepairStep Read(PSObject input)
    {
        if (input.BaseObject is LambdaRoleRepairStep step) return step;
        const string name = "A step";
        try
        {
            return RepairPlanReader.ReadStep(JsonSerializer.SerializeToElement(PlainObjects.Of(input)), name, " in the pipeline");
        }
        catch (Exception e) when (PlainObjects.IsOfInput(e))
        {
            throw new ProblemException(RepairErrors.InvalidPlan.About(
                "An object in the pipeline", ("plan", "An object in the pipeline"), ("reason", e.Message)));
        }
    }

    /// <summary>Returns the steps in a file. Steps that cannot be read are reported.</summary>
    /// <exception cref="ProblemException">The file cannot be read, or does not contain a plan.</exception>
    public static IReadOnlyList<LambdaRoleRepairStep> ReadFile(string path, Action<Problem> report) =>
        RepairPlanReader.Read(InputFiles.ReadUtf8(path, InputFiles.LargestPlan), path, report);

    private static bool Has(PSObject input, string name) => input.BaseObject switch
    {
        IDictionary table => table.Contains(name),
        PSCustomObject => input.Properties[name] is not null,
        _ => false,
    };
}
