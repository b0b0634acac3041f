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

    /// <summary>
    /// Returns a property whose keys come from the function and, if it does not have them, from Globals. Lists are joined.
    /// </summary>
    public static CfnValue Merged(CfnTemplate template, CfnResource function, CfnEvaluator evaluator, string property)
    {
        var own = evaluator.Evaluate(function.Properties?.EntryOf(property)?.Value);
        return function.Type == CfnFunctionReader.Sam ? Merge(own, evaluator.Evaluate(Of(template, function, property))) : own;
    }

    private static CfnValue Merge(CfnValue own, CfnValue all) => (own, all) switch
    {
        (CfnNoValue, _) => all,
        (CfnList one, CfnList other) => new CfnList([.. other.Items, .. one.Items]),
        (CfnMap one, CfnMap other) => new CfnMap([
            .. one.Entries.Select(entry => other[entry.Key] is { } global ? new(entry.Key, Merge(entry.Value, global)) : entry),
            .. other.Entries.Where(entry => one[entry.Key] is null)]),
        _ => own,
    };

    private static bool Ignores(CfnResource function, string property) => function.Node["IgnoreGlobals"] switch
    {
        ScalarNode { Value: "*" } => true,
        SequenceNode list => list.Items.Any(item => item.Target is ScalarNode { Value: var name } && name == property),
        _ => false,
    };
}
