namespace LambdaRoleAudit.Templates;

/// <summary>The values that <c>Globals</c> gives to each function of a SAM template (SAM developer guide, "Globals section").</summary>
internal static class SamGlobals
{
    /// <summary>
    /// Returns a property's global value for a function; null if there is none, or the function ignores it. Globals cannot have
    /// <c>Role</c>, <c>Policies</c>, <c>FunctionName</c> and <c>Events</c>.
    /// </summary>
    public static TemplateNode? Of(CfnTemplate template, CfnResource function, string property) =>
        (template.Section("Globals")?["Function"] as MappingNode)?.EntryOf(property)?.Value is { } value && !Ignores(function, property)
            ? value
            : null;

    private static bool Ignores(CfnResource function, string property) => function.Node["IgnoreGlobals"] switch
    {
        ScalarNode { Value: "*" } => true,
        SequenceNode list => list.Items.Any(item => item.Target is ScalarNode { Value: var name } && name == property),
        _ => false,
    };
}
