namespace LambdaRoleAudit.Templates;

/// <summary>The roles that a template exports to other stacks of its account and region.</summary>
internal static class CfnExports
{
    /// <summary>Returns what imports each role, as <see cref="RoleUse.Key"/> in another template, and what names it.</summary>
    public static IEnumerable<(string Import, string Key)> Of(CfnTemplate template)
    {
        var keys = new CfnRoleKeys(template);
        var evaluator = new CfnEvaluator(template, new(new Dictionary<string, bool>(), isExact: false), template.NoLoop);
        foreach (var output in template.Section("Outputs")?.AllEntries ?? [])
        {
            if (output.Value.Target is not MappingNode written || (written["Export"] as MappingNode)?["Name"] is not { } name) continue;
            var use = keys.Of(evaluator.Evaluate(written["Value"]), null, new Dictionary<string, bool>());
            if (use.RoleAddress is not null) yield return ($"${{Fn::ImportValue {CfnExpression.Of(evaluator.Evaluate(name))}}}", use.Key);
        }
    }
}
