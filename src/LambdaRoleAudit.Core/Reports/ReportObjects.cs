using System.Text.Json;
using System.Text.Json.Serialization;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>Objects of the cmdlets that came back from Clixml, JSON, remoting or a job: made whole again.</summary>
public static class ReportObjects
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNameCaseInsensitive = true, Converters = { new JsonStringEnumConverter(), new StoredTime() }
    };

    /// <summary>What tells each kind from the others, the most particular first.</summary>
    private static readonly (Type Type, string[] Properties)[] Kinds =
    [
        (typeof(LambdaRoleRepairStep), ["PlanVersion", "TargetRoleName", "ContentHash"]),
        (typeof(LambdaRoleFinding), ["RuleId", "Evidence", "HelpUri"]),
        (typeof(RoleRepairResult), ["RepairId", "Status", "TargetRoleName"]),
        (typeof(SharedLambdaRole), ["RoleArn", "FunctionCount", "Functions"]),
        (typeof(ExecutionRole), ["RoleArn", "AttachedPolicies", "TrustsLambda"]),
        (typeof(RoleComparison), ["Reference", "Difference", "Relation"]),
    ];

    /// <summary>The object; null if it is not one that a cmdlet of this module gives.</summary>
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
                // It has the names of one, and not what they hold: the caller says that it cannot be reported.
                return null;
            }
        }

        return null;
    }
}
