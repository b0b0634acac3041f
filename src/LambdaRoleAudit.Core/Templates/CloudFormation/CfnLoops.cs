namespace LambdaRoleAudit.Templates;

/// <summary>Writes out the loops of a mapping (<c>Fn::ForEach</c> of the transform <c>AWS::LanguageExtensions</c>).</summary>
internal static class CfnLoops
{
    /// <summary>An entry's key as it is written, with what it is called after the loops are filled in.</summary>
    public readonly record struct LoopKey(ScalarNode Node, string Name);

    /// <summary>Returns the entries, and why some of them cannot be determined.</summary>
    public static (List<(LoopKey Key, TemplateNode Value, CfnLoop Loop)> Entries, List<string> Unknown) Entries(
        MappingNode mapping, CfnEvaluator evaluator, CfnTemplate template)
    {
        var entries = new List<(LoopKey, TemplateNode, CfnLoop)>(mapping.Entries.Count);
        var unknown = new List<string>();
        Add(mapping, evaluator, template, entries, unknown);
        return (entries, unknown);
    }

    private static void Add(
        MappingNode mapping, CfnEvaluator evaluator, CfnTemplate template, List<(LoopKey, TemplateNode, CfnLoop)> entries,
        List<string> unknown)
    {
        foreach (var (key, value) in mapping.AllEntries)
        {
            if (!key.Value.StartsWith(CfnLoop.Prefix, StringComparison.Ordinal))
            {
                entries.Add((new(key, evaluator.Loop.Fill(key.Value)), value, evaluator.Loop));
                continue;
            }

            if (value.Target is not SequenceNode { Items: [var name, var collection, var body] }
                || name.Target is not ScalarNode identifier || body.Target is not MappingNode output)
            {
                unknown.Add($"the arguments of {key.Value} are not valid");
                continue;
            }

            if (evaluator.Evaluate(collection) is not CfnList list
                || !list.Items.All(item => item is CfnText text && !Symbol.IsIn(text.Text)))
            {
                unknown.Add($"the collection of {key.Value} is known at deployment only");
                continue;
            }

            foreach (var item in list.Items.Cast<CfnText>())
            {
                if (!template.Budget.Take(100)) break;
                Add(output, evaluator.Inside(evaluator.Loop.With(identifier.Value, item.Text)), template, entries, unknown);
            }

            if (template.Budget.IsSpent) unknown.Add($"{key.Value} stands for more than CloudFormation accepts");
        }
    }
}
