using System.Text.Json;
using System.Text.Json.Serialization;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>Reads steps of a plan for a template that come back from JSON, Clixml, remoting or a job.</summary>
public static class TemplateStepReader
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNameCaseInsensitive = true, Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Reads one step.</summary>
    /// <exception cref="JsonException">The JSON is not a step, or a property appears twice.</exception>
    public static LambdaTemplateRepairStep Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new JsonException("It is not an object.");
        if (json.Repeated() is { } repeated) throw new JsonException($"{repeated} appears twice.");
        try
        {
            var step = json.Deserialize<LambdaTemplateRepairStep>(Options) ?? throw new JsonException("It is null.");
            return step is { Declaration: not null, FunctionName: not null } && step.Edits.All(edit => edit is { Path: not null })
                ? step
                : throw new JsonException("It has no function, or an edit has no path.");
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw new JsonException(e.Message, e);
        }
    }
}
