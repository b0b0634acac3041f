using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>The event source mappings of a template that are resources of their own, and the functions that they are for.</summary>
internal sealed class CfnMappings
{
    private const int MostLevels = 4;

    private readonly CfnTemplate _template;
    private readonly List<CfnResource> _mappings;

    /// <summary>The functions with what names them: the value of FunctionName, or <c>Ref</c>.</summary>
    private readonly List<(CfnResource Function, string[] Names)> _functions;

    public CfnMappings(CfnTemplate template)
    {
        _template = template;
        _mappings = [.. template.Resources.Values.Where(resource => resource.Type == "AWS::Lambda::EventSourceMapping")];
        _functions = [.. template.Resources.Values
            .Where(resource => resource.Type is CfnFunctionReader.Lambda or CfnFunctionReader.Sam)
            .Select(resource => (resource, new[]
            {
                CfnShapes.NameOf(template, resource, "FunctionName", Symbol.Fixed(resource.LogicalId)), Symbol.Fixed(resource.LogicalId),
            }))];
    }

    /// <summary>Adds the mappings of a function to its settings.</summary>
    public void Add(CfnSettingsDraft draft, CfnResource function, CfnDecisions decisions)
    {
        foreach (var mapping in _mappings)
        {
            var evaluator = new CfnEvaluator(_template, decisions, mapping.Loop);
            CfnValue Property(string name) => evaluator.Evaluate(mapping.Properties?.EntryOf(name)?.Value);
            var target = Property("FunctionName");
            if (target is CfnUnknown unknown)
                draft.Unknown($"The function of event source mapping {mapping.LogicalId} cannot be determined: {unknown.Reason}.");
            if (evaluator.TextOf(target) is not { } text) continue;
            if (!IsOf(text, function, decisions, MostLevels))
            {
                if (Symbol.FreeIn(text).Any())
                    draft.Unknown($"The function of event source mapping {mapping.LogicalId} is known at deployment only.");
                continue;
            }

            if (mapping.Condition is { } condition && decisions.Decide(condition) == false) continue;
            if (mapping.Properties?.EntryOf("Fn::Transform") is not null)
                draft.Unknown($"Event source mapping {mapping.LogicalId} is made by a macro (Fn::Transform).");
            draft.Mapping(
                evaluator, mapping.LogicalId, Property("EventSourceArn"), Property("Enabled"), Property("DestinationConfig"),
                Property("SourceAccessConfigurations"), isSelfManaged: Property("SelfManagedEventSource") is not CfnNoValue);
        }
    }

    private bool IsOf(string text, CfnResource function, CfnDecisions decisions, int levels)
    {
        if (levels == 0) return false;
        var names = _functions.First(one => ReferenceEquals(one.Function, function)).Names;
        if (names.Any(name => Names(text, name))) return true;
        var arn = Symbol.Fixed($"{function.LogicalId}.Arn");
        if (text == arn || text.StartsWith($"{arn}:", StringComparison.Ordinal)) return true;
        if (Symbol.Alone(text) is not { } shown) return false;
        var id = shown.Split('.')[0];
        if (_template.Resources.GetValueOrDefault(id) is { Type: "AWS::Lambda::Alias" or "AWS::Lambda::Version" } alias)
        {
            var evaluator = new CfnEvaluator(_template, decisions, alias.Loop);
            return evaluator.TextOf(evaluator.Evaluate(alias.Properties?.EntryOf("FunctionName")?.Value)) is { } other
                && IsOf(other, function, decisions, levels - 1);
        }

        // SAM makes an alias of the function, with the name FunctionAliaslive, and refers to it by Function.Alias.
        return function.Type == CfnFunctionReader.Sam && !_template.Resources.ContainsKey(shown)
            && (id == function.LogicalId || id.StartsWith($"{function.LogicalId}Alias", StringComparison.Ordinal)
                || id.StartsWith($"{function.LogicalId}Version", StringComparison.Ordinal));
    }

    /// <summary>A name, an ARN, or a part of it, each with or without a qualifier.</summary>
    private static bool Names(string text, string name)
    {
        if (text == name || text.StartsWith($"{name}:", StringComparison.Ordinal)) return true;
        var at = text.IndexOf($"function:{name}", StringComparison.Ordinal);
        if (at < 0) return false;
        var end = at + "function:".Length + name.Length;
        return end == text.Length || text[end] == ':';
    }
}
