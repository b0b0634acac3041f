namespace LambdaRoleAudit.Templates;

/// <summary>
/// Connectors of AWS SAM attach policies to the roles of functions (SAM developer guide, "Managing resource permissions with connectors"):
/// as resources, or in an attribute of a function or of what it uses.
/// </summary>
internal static class Connectors
{
    /// <summary>Returns the first connector of a template; null if there is none.</summary>
    public static string? In(MendContext context)
    {
        foreach (var entry in context.Resources.AllEntries)
        {
            if (entry.Value.Target is not MappingNode resource) continue;
            if (resource["Type"] is ScalarNode { Value: "AWS::Serverless::Connector" }) return entry.Key.Value;
            if (resource["Connectors"] is MappingNode { Entries: [var first, ..] }) return $"{entry.Key.Value}.{first.Key.Value}";
        }

        return null;
    }
}
