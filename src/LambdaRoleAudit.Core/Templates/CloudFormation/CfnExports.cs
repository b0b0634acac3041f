namespace LambdaRoleAudit.Templates;

/// <summary>What a template exports to other stacks of its account and region.</summary>
internal static class CfnExports
{
    /// <summary>Returns what imports each role, as <see cref="RoleUse.Key"/> in another template, and what names it.</summary>
    public static IEnumerable<(string Import, string Key)> Roles(CfnTemplate template)
    {
        var keys = new CfnRoleKeys(template);
        var evaluator = Evaluator(template);
        foreach (var (name, value) in All(template))
        {
            var use = keys.Of(evaluator.Evaluate(value), null, new Dictionary<string, bool>());
            if (use.RoleAddress is not null) yield return ($"${{Fn::ImportValue {CfnExpression.Of(name)}}}", use.Key);
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

    private static CfnEvaluator Evaluator(CfnTemplate template) =>
        new(template, new(new Dictionary<string, bool>(), isExact: false), template.NoLoop);
}
