using System.Text.Json;
using System.Text.Json.Serialization;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>Restores objects of the cmdlets that come back from Clixml, JSON, remoting or a job.</summary>
public static class ReportObjects
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNameCaseInsensitive = true, Converters = { new JsonStringEnumConverter(), new StoredTime(), new StoredDuration() }
    };

    /// <summary>The properties that distinguish each kind from the others, the most specific first.</summary>
    private static readonly (Type Type, string[] Properties)[] Kinds =
    [
        (typeof(LambdaRoleRepairStep), ["PlanVersion", "TargetRoleName", "ContentHash"]),
        (typeof(LambdaTemplateRepairStep), ["TemplatePlanVersion", "Declaration", "Edits"]),
        (typeof(LambdaRoleUsage), ["Permissions", "Unmapped", "LogRegions"]),
        (typeof(LambdaRoleFinding), ["RuleId", "Evidence", "HelpUri"]),
        (typeof(RoleRepairResult), ["RepairId", "Status", "TargetRoleName"]),
        (typeof(SharedLambdaRole), ["RoleArn", "FunctionCount", "Functions"]),
        (typeof(ExecutionRole), ["RoleArn", "AttachedPolicies", "TrustsLambda"]),
        (typeof(RoleComparison), ["Reference", "Difference", "Relation"]),
    ];

    /// <summary>Returns the object; null if it is not an object that a cmdlet of this module returns.</summary>
    /// <param name="plain">The object's properties.</param>
    public static object? Of(JsonElement plain)
    {
        if (plain.ValueKind != JsonValueKind.Object) return null;
        foreach (var (type, properties) in Kinds)
        {
            if (!properties.All(name => plain.TryGetProperty(name, out _))) continue;
            try
            {
                return plain.Deserialize(type, Options);
            }
            catch (Exception e) when (e is JsonException or NotSupportedException)
            {
                // The object has the names of the properties, but not valid values. The caller reports that it cannot be in a report.
                return null;
            }
        }

        return null;
    }
}
