namespace LambdaRoleAudit.Templates;

/// <summary>What a template exports to other stacks of its account and region.</summary>
internal static class CfnExports
{
    /// <summary>Returns what imports each role, as <see cref="RoleUse.Key"/> in another template, and what names it.</summary>
    public static IEnumerable<(string Import, string Key, string? Parameters)> Roles(CfnTemplate template)
    {
        var keys = new CfnRoleKeys(template);
        var evaluator = Evaluator(template);
        foreach (var (name, value) in All(template))
        {
            var use = keys.Of(evaluator.Evaluate(value), null, new Dictionary<string, bool>());
            if (use.RoleAddress is null) continue;
            yield return (Import(CfnExpression.Of(name)), use.Key, null);
            if (evaluator.TextOf(name) is { } text && CfnDefaults.Of(template, text) is { Parameters: { Count: > 0 } set } named)
                yield return (Import(Symbol.Shown(named.Text)), use.Key, string.Join(" and ", set));
        }
    }

    /// <summary>Returns the outputs that can be roles: the name, and what names the role.</summary>
    public static IEnumerable<(string Name, string Key)> Outputs(CfnTemplate template, CfnRoleKeys keys)
    {
        var evaluator = Evaluator(template);
        foreach (var output in template.Section("Outputs")?.AllEntries ?? [])
        {
            if (output.Value.Target is MappingNode written && written["Value"] is { } value
                && keys.Of(evaluator.Evaluate(value), null, new Dictionary<string, bool>()) is { Tie: not RoleTie.Unknown } use)
                yield return (output.Key.Value, use.Key);
        }
    }

    /// <summary>Returns all exports: the name, and the node of the value.</summary>
    public static IEnumerable<(CfnValue Name, TemplateNode Value)> All(CfnTemplate template)
    {
        var evaluator = Evaluator(template);
        foreach (var output in template.Section("Outputs")?.AllEntries ?? [])
        {
            if (output.Value.Target is MappingNode written && written["Value"] is { } value
                && (written["Export"] as MappingNode)?["Name"] is { } name) yield return (evaluator.Evaluate(name), value);
        }
    }

    private static string Import(string name) => $"${{Fn::ImportValue {name}}}";

    private static CfnEvaluator Evaluator(CfnTemplate template) =>
        new(template, new(new Dictionary<string, bool>(), isExact: false), template.NoLoop);
}
