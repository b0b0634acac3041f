using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Input;

/// <summary>Steps of a plan for a template that are piped back, live or deserialized.</summary>
internal static class TemplateSteps
{
    /// <summary>True for a step, or for what was one before it was converted.</summary>
    public static bool IsStep(PSObject input) => input.BaseObject switch
    {
        LambdaTemplateRepairStep => true,
        IDictionary table => table.Contains(nameof(LambdaTemplateRepairStep.TemplatePlanVersion)),
        PSCustomObject => input.Properties[nameof(LambdaTemplateRepairStep.TemplatePlanVersion)] is not null,
        _ => false,
    };

    /// <summary>Returns the step; null if the object is not one, which is reported.</summary>
    public static LambdaTemplateRepairStep? Read(PSObject? input, Action<Problem> report)
    {
        if (input?.BaseObject is null)
        {
            report(TemplateErrors.StepNull.About(null));
            return null;
        }

        if (input.BaseObject is LambdaTemplateRepairStep step) return step;
        try
        {
            if (IsStep(input)) return TemplateStepReader.Read(JsonSerializer.SerializeToElement(PlainObjects.Of(input)));
            report(TemplateErrors.NotATemplateStep.About(
                input, ("type", input.BaseObject.GetType().Name), ("reason", "it does not have the properties of one.")));
        }
        catch (Exception e) when (e is JsonException || PlainObjects.IsOfInput(e))
        {
            report(TemplateErrors.NotATemplateStep.About(input, e, ("type", input.BaseObject.GetType().Name), ("reason", e.Message)));
        }

        return null;
    }
}
