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

    /// <summary>ConvertTo-Json writes what is deeper than its -Depth as text.</summary>
    private static bool IsCut(JsonElement json) => json.TryFind("Edits", out var edits)
        && (edits.ValueKind != JsonValueKind.Array || edits.EnumerateArray().Any(edit => edit.ValueKind != JsonValueKind.Object));

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
        catch (JsonException e) when (e.Path?.Contains("dits", StringComparison.Ordinal) == true || IsCut(json))
        {
            throw new JsonException("its edits are incomplete. Save it with ConvertTo-Json -Depth 20, or Export-Clixml -Depth 5.", e);
        }
        catch (JsonException e) when (e.Path is { Length: > 2 } path)
        {
            throw new JsonException($"{path[2..]} has a value that it cannot have.", e);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            // A list that is null, for example.
            throw new JsonException("A property is missing, or has a value that it cannot have.", e);
        }
    }
}
