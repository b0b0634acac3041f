using System.Globalization;

namespace LambdaRoleAudit.Templates;

/// <summary>Functions on texts, lists and mappings.</summary>
internal sealed partial class CfnEvaluator
{
    private CfnValue Join(CfnCall call)
    {
        if (call.List is not [var first, var second] || Literal(first) is not { } delimiter) return Malformed("Fn::Join");
        var list = Evaluate(second);
        if (list is not CfnList { Items: var items })
            return list is CfnSymbol or CfnChoice ? Deferred("Join", new CfnText(delimiter), list) : NotA(list, "Fn::Join");
        var texts = new List<string>(items.Count);
        long length = 0;
        foreach (var item in items)
        {
            if (item is CfnUnknown) return item;
            if (TextOf(item) is not { } text) return Malformed("Fn::Join");
            length += text.Length + delimiter.Length;
            if (!template.Budget.Allows(length)) return TooLarge;
            texts.Add(text);
        }

        return new CfnText(string.Join(delimiter, texts));
    }

    private CfnValue Select(CfnCall call)
    {
        if (call.List is not [var first, var second]) return Malformed("Fn::Select");
        var index = Evaluate(first);
        var list = Evaluate(second);
        if (index is CfnUnknown) return index;
        if (list is CfnUnknown) return list;
        if (list is CfnList { Items: var items } && index is CfnText { Text: var text } && !Symbol.IsIn(text))
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < items.Count
                ? items[at]
                : new CfnUnknown($"Fn::Select has no item {text}");
        return Deferred("Select", index, list);
    }

    private CfnValue Split(CfnCall call)
    {
        if (call.List is not [var first, var second] || Literal(first) is not { Length: > 0 } delimiter) return Malformed("Fn::Split");
        var text = Evaluate(second);
        return text is CfnText { Text: var plain } && !Symbol.IsIn(plain)
            ? new CfnList([.. plain.Split(delimiter).Select(part => new CfnText(part))])
            : text is CfnList or CfnMap or CfnNoValue ? Malformed("Fn::Split") : Deferred("Split", new CfnText(delimiter), text);
    }

    private CfnValue FindInMap(CfnCall call)
    {
        if (call.List is not [var map, var top, var second, ..] || call.List.Count > 4) return Malformed("Fn::FindInMap");
        CfnValue[] keys = [Evaluate(map), Evaluate(top), Evaluate(second)];
        var fallback = call.List.Count == 4 ? (call.List[3].Target as MappingNode)?["DefaultValue"] : null;
        if (keys.FirstOrDefault(key => key is CfnUnknown) is { } unknown) return unknown;
        if (keys.Any(key => key is not CfnText { Text: var text } || Symbol.IsIn(text)))
            return fallback is null ? Deferred("FindInMap", keys) : Deferred("FindInMap", [.. keys, Evaluate(fallback)]);
        var names = keys.Select(key => ((CfnText)key).Text).ToList();
        if (template.Mappings?[names[0]] is { } found && IsMacro(found)) return new CfnUnknown("a macro makes it (Fn::Transform)");
        if (((template.Mappings?[names[0]] as MappingNode)?[names[1]] as MappingNode)?[names[2]] is { } value) return Constant(value);
        return fallback is null
            ? new CfnUnknown($"the mapping {names[0]} has no value for {names[1]}, {names[2]}")
            : Evaluate(fallback);
    }

    private static bool IsMacro(TemplateNode node) => CfnCall.Of(node) is { Name: "Transform" };

    /// <summary>Mappings have constants only, so nothing in them is called.</summary>
    private CfnValue Constant(TemplateNode node) => node switch
    {
        ScalarNode { Tag: null } scalar => Scalar(scalar),
        SequenceNode { Tag: null } list when list.Items.All(item => item.Target is ScalarNode { Tag: null }) =>
            new CfnList([.. list.Items.Select(item => Scalar((ScalarNode)item.Target))]),
        _ => new CfnUnknown("a mapping has a value that is not constant"),
    };

    private CfnValue JsonString(CfnCall call)
    {
        var value = Inner(call);
        return value is CfnUnknown ? value : Deferred("ToJsonString", value);
    }

    private CfnValue Length(CfnCall call) => Inner(call) switch
    {
        CfnList list => new CfnText(list.Items.Count.ToString(CultureInfo.InvariantCulture), IsJson: true),
        CfnSymbol symbol => Deferred("Length", symbol),
        var other => NotA(other, "Fn::Length"),
    };

    private static CfnUnknown NotA(CfnValue value, string function) => value as CfnUnknown ?? Malformed(function);
}
