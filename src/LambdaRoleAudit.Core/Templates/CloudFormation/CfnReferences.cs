using System.Text;

namespace LambdaRoleAudit.Templates;

/// <summary><c>Ref</c>, <c>Fn::GetAtt</c> and <c>Fn::Sub</c>.</summary>
internal sealed partial class CfnEvaluator
{
    /// <summary>Pseudo parameters (CloudFormation template reference). AWS makes their values, and none has a wildcard.</summary>
    private static readonly HashSet<string> PseudoParameters = new(StringComparer.Ordinal)
    {
        "AWS::AccountId", "AWS::Partition", "AWS::Region", "AWS::StackId", "AWS::StackName", "AWS::URLSuffix", "AWS::NotificationARNs",
    };

    private CfnValue Reference(string name)
    {
        if (name == "AWS::NoValue") return CfnNoValue.Instance;
        if (loop[name] is { } value) return new CfnText(value);
        if (PseudoParameters.Contains(name)) return new CfnSymbol(name, IsFree: false);
        if (template.Parameters?[name] is { } parameter) return new CfnSymbol(name, CfnParameter.IsFree(parameter));
        if (IsResource(name)) return new CfnSymbol(name, IsFree: false);
        return Undeclared(name);
    }

    private CfnValue Attribute(CfnCall call)
    {
        if (call.Argument is ScalarNode { Value: var text })
        {
            text = loop.Fill(text);
            return text.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot
                ? AttributeOf(text[..dot], text[(dot + 1)..])
                : Malformed("Fn::GetAtt");
        }

        if (call.List is not [var resource, var attribute]) return Malformed("Fn::GetAtt");
        if (Literal(resource) is not { } name) return Malformed("Fn::GetAtt");
        var value = Evaluate(attribute);
        return value is CfnText { Text: var plain } && !Symbol.IsIn(plain)
            ? AttributeOf(name, plain)
            : IsResource(name) ? Deferred("GetAtt", new CfnText(name), value) : Undeclared(name);
    }

    private CfnValue AttributeOf(string name, string attribute)
    {
        if (!IsResource(name)) return Undeclared(name);
        // A nested stack's output and what a custom resource returns can be any text.
        var type = template.Resources.GetValueOrDefault(name)?.Type ?? "";
        var isFree = type is "AWS::CloudFormation::Stack" or "AWS::Serverless::Application" or "AWS::CloudFormation::CustomResource"
            || type.StartsWith("Custom::", StringComparison.Ordinal);
        return new CfnSymbol($"{name}.{attribute}", isFree);
    }

    private bool IsResource(string name) =>
        template.Resources.ContainsKey(name) || template.GeneratedRoles.ContainsKey(name) || IsOfSam(name);

    /// <summary>
    /// SAM makes more resources than the template has, with names that begin with a resource's name, or for APIs that functions imply (SAM
    /// developer guide, "Generated CloudFormation resources").
    /// </summary>
    private bool IsOfSam(string name)
    {
        if (!template.IsSam) return false;
        if (name.StartsWith("ServerlessRestApi", StringComparison.Ordinal) || name.StartsWith("ServerlessHttpApi", StringComparison.Ordinal)
            || name == "ServerlessDeploymentApplication")
            return true;
        // A function with a role gets no other one.
        if (name.EndsWith("Role", StringComparison.Ordinal)
            && template.Resources.GetValueOrDefault(name[..^4])?.Type == CfnFunctionReader.Sam)
            return false;
        var stem = name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? name[..dot] : name;
        for (var length = stem.Length; length > 0; length--)
        {
            if (template.Resources.TryGetValue(stem[..length], out var resource)
                && resource.Type.StartsWith(CfnTemplate.SamPrefix, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static CfnUnknown Undeclared(string name) => new($"{name} is not declared");

    private CfnValue Substitute(CfnCall call)
    {
        if (call.Argument is ScalarNode text) return Fill(loop.Fill(Clean(text.Value)), null);
        if (call.List is not [var first, var second] || first.Target is not ScalarNode { Tag: null } pattern)
            return Malformed("Fn::Sub");
        return second.Target is MappingNode variables ? Fill(loop.Fill(Clean(pattern.Value)), variables) : Malformed("Fn::Sub");
    }

    private CfnValue Fill(string pattern, MappingNode? variables)
    {
        var built = new StringBuilder();
        Dictionary<string, CfnValue> known = new(StringComparer.Ordinal);
        var at = 0;
        while (at < pattern.Length)
        {
            var open = pattern.IndexOf("${", at, StringComparison.Ordinal);
            var close = open < 0 ? -1 : pattern.IndexOf('}', open);
            if (close < 0) break;
            built.Append(pattern, at, open - at);
            at = close + 1;
            var name = pattern[(open + 2)..close].Trim();
            if (name.StartsWith('!'))
            {
                built.Append("${").Append(name, 1, name.Length - 1).Append('}');
                continue;
            }

            if (!known.TryGetValue(name, out var value)) known[name] = value = Variable(name, variables);
            if (value is CfnUnknown) return value;
            if (TextOf(value) is not { } filled) return new CfnUnknown($"{name} is not text");
            if (!template.Budget.Allows(built.Length + filled.Length)) return TooLarge;
            built.Append(filled);
        }

        return new CfnText(built.Append(pattern, at, pattern.Length - at).ToString());
    }

    private CfnValue Variable(string name, MappingNode? variables)
    {
        if (variables?[name] is { } own) return Evaluate(own);
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 ? AttributeOf(name[..dot], name[(dot + 1)..]) : Reference(name);
    }
}
