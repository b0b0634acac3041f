using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Repair;

namespace LambdaRoleAudit.Input;

/// <summary>Steps of a plan that comes back: from a file, or from ConvertFrom-Json, Import-Clixml and the like.</summary>
internal static class RepairSteps
{
    /// <summary>
    /// True for an object that is a step, or was one before it became something else. One that lost its version is one too: taken
    /// for the function that it names, it would be planned and carried out without its review.
    /// </summary>
    public static bool IsStep(PSObject input) => input.BaseObject is LambdaRoleRepairStep
        || Has(input, nameof(LambdaRoleRepairStep.PlanVersion))
        || (Has(input, nameof(LambdaRoleRepairStep.TargetRoleName)) && Has(input, nameof(LambdaRoleRepairStep.TrustPolicy)));

    /// <summary>The step.</summary>
    /// <exception cref="ProblemException">It is none.</exception>
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

    /// <summary>The steps of a file; those that cannot be read are reported.</summary>
    /// <exception cref="ProblemException">It cannot be read, or holds no plan.</exception>
    public static IReadOnlyList<LambdaRoleRepairStep> ReadFile(string path, Action<Problem> report) =>
        RepairPlanReader.Read(InputFiles.ReadUtf8(path, InputFiles.LargestPlan), path, report);

    private static bool Has(PSObject input, string name) => input.BaseObject switch
    {
        IDictionary table => table.Contains(name),
        PSCustomObject => input.Properties[name] is not null,
        _ => false,
    };
}
