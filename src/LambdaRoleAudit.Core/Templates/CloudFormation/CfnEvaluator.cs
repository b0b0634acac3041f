using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Evaluates values of a template as far as the template alone determines them: parameters have no value here, not even their default,
/// since a deployment can pass another one. The result of what is known at deployment only is a symbol (CloudFormation template reference,
/// "Intrinsic function reference").
/// </summary>
internal sealed partial class CfnEvaluator(CfnTemplate template, CfnDecisions decisions, CfnLoop loop)
{
    private static readonly CfnUnknown TooLarge = new("it stands for more text than CloudFormation accepts");

    private static readonly CfnText Null = new("null", IsJson: true);

    private readonly HashSet<string> _notes = new(StringComparer.Ordinal);

    /// <summary>Why parts of the text that was built are not determined: conditions inside a text.</summary>
    public IReadOnlyCollection<string> Notes => _notes;

    /// <summary>The loops around the values.</summary>
    public CfnLoop Loop => loop;

    /// <summary>True if a text is short enough, and there is work left for it.</summary>
    public bool Allows(string text) => template.Budget.Allows(text.Length);

    /// <summary>Returns the value of a node; no value for null.</summary>
    public CfnValue Evaluate(TemplateNode? node)
    {
        if (node is null) return CfnNoValue.Instance;
        if (!template.Budget.Take()) return TooLarge;
        return CfnCall.Of(node) is { } call ? Call(call) : Plain(node.Target);
    }

    /// <summary>Returns the value of a scalar as text; null if it is not one text, or has a symbol.</summary>
    public string? Literal(TemplateNode? node) =>
        Evaluate(node) is CfnText { Text: var text } value && !Symbol.IsIn(text) && value != Null ? text : null;

    /// <summary>Returns a value as text with symbols; null if it is a list or a mapping, or nothing determines it.</summary>
    public string? TextOf(CfnValue value)
    {
        switch (value)
        {
            case CfnText text: return text.Text;
            case CfnSymbol symbol: return symbol.Text;
            case CfnChoice choice:
                _notes.Add($"a part depends on the condition {choice.Condition}");
                return Symbol.Anything($"Fn::If {choice.Condition}");
            default: return null;
        }
    }

    private CfnValue Plain(TemplateNode node) => node switch
    {
        ScalarNode scalar => Scalar(scalar),
        SequenceNode list => new CfnList([.. list.Items.Select(Evaluate).Where(item => item is not CfnNoValue)]),
        MappingNode mapping => Mapping(mapping),
        _ => new CfnUnknown("it is not a value"),
    };

    private CfnText Scalar(ScalarNode scalar)
    {
        if (scalar.IsNull) return Null;
        if (!scalar.IsText && scalar.Truth is { } truth) return new(truth ? "true" : "false", IsJson: true);
        return new(loop.Fill(Clean(scalar.Value)), IsJson: !scalar.IsText && JsonNumber().IsMatch(scalar.Value));
    }

    private CfnMap Mapping(MappingNode mapping)
    {
        var entries = new List<KeyValuePair<string, CfnValue>>(mapping.Entries.Count);
        var (written, unknown) = CfnLoops.Entries(mapping, this, template);
        _notes.UnionWith(unknown);
        foreach (var (key, value, around) in written)
        {
            var result = ReferenceEquals(around, loop) ? Evaluate(value) : Inside(around).Evaluate(value);
            if (result is not CfnNoValue) entries.Add(new(Clean(key.Name), result));
        }

        return new(entries);
    }

    /// <summary>Returns an evaluator for the inside of a loop. Its notes are this one's.</summary>
    public CfnEvaluator Inside(CfnLoop around)
    {
        if (ReferenceEquals(around, loop)) return this;
        var inside = new CfnEvaluator(template, decisions, around, _notes);
        return inside;
    }

    private CfnEvaluator(CfnTemplate template, CfnDecisions decisions, CfnLoop loop, HashSet<string> notes)
        : this(template, decisions, loop) => _notes = notes;

    private CfnValue Call(CfnCall call)
    {
        if (call.If is { } branch) return Choose(branch);
        return call.Name switch
        {
            "Ref" => call.Argument is ScalarNode name ? Reference(loop.Fill(name.Value)) : Malformed("Ref"),
            "GetAtt" => Attribute(call),
            "Sub" => Substitute(call),
            "Join" => Join(call),
            "Select" => Select(call),
            "Split" => Split(call),
            "FindInMap" => FindInMap(call),
            "ToJsonString" => JsonString(call),
            "Length" => Length(call),
            "If" => Malformed("Fn::If"),
            "Transform" => new CfnUnknown("a macro makes it (Fn::Transform)"),
            "ImportValue" or "Base64" or "Cidr" or "GetAZs" or "GetStackOutput" => Deferred(call.Name, Inner(call)),
            _ => new CfnUnknown($"the function {call.Name} is not known"),
        };
    }

    private CfnValue Choose((string Condition, TemplateNode IfTrue, TemplateNode IfFalse) branch)
    {
        var condition = loop.Fill(branch.Condition);
        if (decisions.Decide(condition) is { } holds) return Evaluate(holds ? branch.IfTrue : branch.IfFalse);
        var (one, other) = (Evaluate(branch.IfTrue), Evaluate(branch.IfFalse));
        return CfnExpression.Of(one) == CfnExpression.Of(other) ? one : new CfnChoice(condition, one, other);
    }

    /// <summary>The value of a call's argument.</summary>
    private CfnValue Inner(CfnCall call)
    {
        if (!call.IsShort) return Evaluate(call.Argument);
        return CfnCall.Long(call.Argument) is { } inner ? Call(inner) : Plain(call.Argument);
    }

    /// <summary>A call whose result is known at deployment only: the same call has the same result.</summary>
    private CfnValue Deferred(string name, params ReadOnlySpan<CfnValue> arguments)
    {
        var texts = new List<string>(arguments.Length);
        var isFree = name is "ImportValue" or "FindInMap" or "GetStackOutput";
        foreach (var argument in arguments)
        {
            if (argument is CfnUnknown) return argument;
            if (CfnExpression.Of(argument) is not { } text || !template.Budget.Allows(text.Length)) return TooLarge;
            isFree |= CfnExpression.IsFree(argument);
            texts.Add(text);
        }

        return new CfnSymbol($"Fn::{name} {string.Join(", ", texts)}", isFree);
    }

    private static CfnUnknown Malformed(string name) => new($"the arguments of {name} are not valid");

    /// <summary>Symbols are enclosed in characters that no template needs. If one has them, they are replaced.</summary>
    private static string Clean(string text) => text.AsSpan().IndexOfAnyInRange('\uE000', '\uE002') < 0
        ? text
        : text.Replace('\uE000', '\uFFFD').Replace('\uE001', '\uFFFD').Replace('\uE002', '\uFFFD');

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex JsonNumber();
}
