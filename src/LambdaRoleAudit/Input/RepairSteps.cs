using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Serialization;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Repair;

namespace LambdaRoleAudit.Input;

/// <summary>Steps of a plan that comes back: from a file, or from ConvertFrom-Json.</summary>
internal static class RepairSteps
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true, Converters = { new JsonStringEnumConverter() } };

    /// <summary>True for an object that is a step, or was one before it became JSON.</summary>
    public static bool IsStep(PSObject input) => input.BaseObject is LambdaRoleRepairStep || (input.BaseObject is PSCustomObject && input.Properties[nameof(LambdaRoleRepairStep.PlanVersion)] is not null);

    /// <summary>The step.</summary>
    /// <exception cref="ProblemException">It is none.</exception>
    public static LambdaRoleRepairStep Read(PSObject input) => input.BaseObject as LambdaRoleRepairStep ?? Parse(
        "An object in the pipeline", () => JsonSerializer.SerializeToElement(PlainObjects.Of(input)).Deserialize<LambdaRoleRepairStep>(Options));

    /// <summary>The steps of a file.</summary>
    /// <exception cref="ProblemException">It cannot be read, or holds no plan.</exception>
    public static IReadOnlyList<LambdaRoleRepairStep> ReadFile(string path)
    {
        var text = TextFiles.Read(path);
        return Parse($"The file '{path}'", () =>
        {
            var json = JsonSerializer.Deserialize<JsonElement>(text);
            // ConvertTo-Json writes one object where there is one.
            return json.ValueKind == JsonValueKind.Array ? json.Deserialize<List<LambdaRoleRepairStep>>(Options) : [json.Deserialize<LambdaRoleRepairStep>(Options)!];
        });
    }

    private static T Parse<T>(string where, Func<T?> read)
        where T : class
    {
        try
        {
            return read() ?? throw new ProblemException(RepairProblems.InvalidPlan(where, "it is null."));
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new ProblemException(RepairProblems.InvalidPlan(where, e.Message));
        }
    }
}
