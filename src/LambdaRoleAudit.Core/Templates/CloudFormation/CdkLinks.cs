using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Follows the values that the stacks of one CDK app take from each other: exports and outputs (<c>Fn::ImportValue</c>,
/// <c>Fn::GetStackOutput</c>), parameters of nested stacks, outputs of nested stacks, and what CDK sends to another region. An export is
/// known within one account and region (CloudFormation user guide), so stacks of different environments never meet there.
/// </summary>
internal sealed partial class CdkLinks
{
    private const string Import = "Fn::ImportValue ";
    private const string StackOutput = "Fn::GetStackOutput ";
    private const string NestedOutput = ".Outputs.";
    private const int MostSteps = 1000;

    private readonly Dictionary<(CdkStack, string), (CdkStack Stack, RoleUse Use)?> _known = [];
    private readonly Dictionary<(CdkStack, string), CdkStack> _nested = [];
    private readonly ILookup<(string?, string), (CdkStack Stack, TemplateNode Value)> _exports;
    private readonly ILookup<string?, CdkStack> _named;
    private readonly ILookup<string, (CdkStack Stack, CfnResource Resource, MappingNode Props)> _writers;

    public CdkLinks(IReadOnlyList<CdkStack> stacks)
    {
        var byPath = stacks.ToDictionary(stack => stack.Stack.Path, StringComparer.Ordinal);
        var byKey = stacks.SelectMany(stack => stack.File.ObjectKeys.Select(key => (key, stack)))
            .ToLookup(pair => pair.key, pair => pair.stack, StringComparer.Ordinal);
        foreach (var stack in stacks)
        {
            foreach (var resource in stack.Template.Resources.Values.Where(one => one.Type == "AWS::CloudFormation::Stack"))
            {
                if (TemplateOf(stack, resource, byPath, byKey) is not { } child) continue;
                child.Parents.Add((stack, resource));
                _nested[(stack, resource.LogicalId)] = child;
            }
        }

        _exports = stacks.Where(stack => stack.Environment is not null)
            .SelectMany(stack => stack.Exports().Select(export => (Key: (stack.Environment, export.Name), Place: (stack, export.Value))))
            .ToLookup(pair => pair.Key, pair => pair.Place);
        _writers = stacks.SelectMany(stack => stack.Template.Resources.Values.Where(one => one.Type == "Custom::CrossRegionExportWriter")
                .Select(resource => (stack, resource, Props: resource.Properties?["WriterProps"] as MappingNode)))
            .Where(writer => writer.Props?["exports"] is MappingNode)
            .SelectMany(writer => ((MappingNode)writer.Props!["exports"]!).Entries.Select(entry => (entry.Key.Value, writer)))
            .ToLookup(pair => pair.Value, pair => (pair.writer.stack, pair.writer.resource, pair.writer.Props!), StringComparer.Ordinal);
        _named = stacks.Where(stack => stack.File.StackName is not null).ToLookup(stack => stack.File.StackName, StringComparer.Ordinal);
    }

    /// <summary>True if the template of a nested stack is one of the app.</summary>
    public bool IsRead(CdkStack stack, string resource) => _nested.ContainsKey((stack, resource));

    /// <summary>
    /// Returns the stack in which a role is known, and its use there: declared, or imported from outside the app. Null if that cannot be
    /// determined.
    /// </summary>
    public (CdkStack Stack, RoleUse Use)? Follow(CdkStack from, RoleUse use)
    {
        if (use.Tie != RoleTie.Imported) return use.Tie == RoleTie.Unknown ? null : (from, use);
        if (_known.TryGetValue((from, use.Key), out var known)) return known;
        (CdkStack Stack, RoleUse Use)? at = (from, use);
        var seen = new HashSet<(CdkStack, string)>();
        while (at is { Use.Tie: RoleTie.Imported } here && Alone(here.Use.Key) is { } name)
            at = seen.Count < MostSteps && seen.Add((here.Stack, name)) ? Step(here.Stack, name) : null;
        return _known[(from, use.Key)] = at is { Use.Tie: RoleTie.Unknown } ? null : at;
    }

    private (CdkStack Stack, RoleUse Use)? Step(CdkStack at, string name)
    {
        if (name.StartsWith(Import, StringComparison.Ordinal)) return Exported(at, name[Import.Length..]);
        if (name.StartsWith(StackOutput, StringComparison.Ordinal)) return OutputOf(at, name[StackOutput.Length..]);
        var dot = name.IndexOf(NestedOutput, StringComparison.Ordinal);
        if (dot > 0) return OutputOfNested(at, name[..dot], name[(dot + NestedOutput.Length)..]);
        dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 ? FromOtherRegion(at, name[..dot], name[(dot + 1)..]) : Parameter(at, name);
    }

    /// <summary>With <c>crossRegionReferences</c>, a custom resource of CDK writes a value that one of another region reads.</summary>
    private (CdkStack, RoleUse)? FromOtherRegion(CdkStack at, string reader, string parameter)
    {
        if (at.Template.Resources.GetValueOrDefault(reader)?.Type != "Custom::CrossRegionExportReader") return null;
        if (at.Account is null || at.Region is null) return null;
        return _writers[parameter].Where(writer => writer.Stack.Account == at.Account
                && writer.Props["region"] is ScalarNode region && region.Value == at.Region).ToList() is [var only]
            ? (only.Stack, only.Stack.RoleOf(((MappingNode)only.Props["exports"]!)[parameter]!, only.Resource))
            : null;
    }

    private (CdkStack, RoleUse)? Exported(CdkStack at, string name) =>
        at.Environment is { } environment && at.Shared(name) is { } shared
        && _exports[(environment, shared)].ToList() is [var only] && only.Stack != at
            ? (only.Stack, only.Stack.RoleOf(only.Value))
            : null;

    /// <summary>An output of a stack of the same account. The value of a role's ARN does not depend on the region.</summary>
    private (CdkStack, RoleUse)? OutputOf(CdkStack at, string arguments)
    {
        var parts = Argument().Matches(arguments).ToLookup(match => match.Groups[1].Value, match => match.Groups[2].Value);
        if (parts["RoleArn"].Any() || at.Environment is null) return null;
        if (parts["StackName"].ToList() is not [var stackName] || parts["OutputName"].ToList() is not [var output]) return null;
        var region = parts["Region"].ToList() is [var other, ..] ? at.Local(other) : at.Region ?? "${AWS::Region}";
        return _named[at.Local(stackName)].Where(stack => stack != at && stack.Environment is not null && stack.Account == at.Account
                && (stack.Region ?? "${AWS::Region}") == region).ToList() is [var only] && only.Output(output) is { } value
            ? (only, only.RoleOf(value))
            : null;
    }

    private (CdkStack, RoleUse)? OutputOfNested(CdkStack at, string resource, string output) =>
        _nested.TryGetValue((at, resource), out var nested) && nested.Parent is not null && nested.Output(output) is { } value
            ? (nested, nested.RoleOf(value))
            : null;

    /// <summary>A nested stack gets its parameters from its parent alone, or else has their default values.</summary>
    private static (CdkStack, RoleUse)? Parameter(CdkStack at, string name)
    {
        if (at.Parent is not { } parent || at.Template.Parameters?[name] is not MappingNode parameter) return null;
        if (parameter["Type"] is not ScalarNode { Value: "String" }) return null;
        if (parent.Resource.Properties is not { } properties || properties["Fn::Transform"] is not null) return null;
        if (properties["Parameters"] is not { } given) return Default(at, parameter);
        if (CfnCall.Of(given) is not null || given is not MappingNode values) return null;
        return values[name] is { } value ? (parent.Stack, parent.Stack.RoleOf(value, parent.Resource)) : Default(at, parameter);
    }

    private static (CdkStack, RoleUse)? Default(CdkStack at, MappingNode parameter) =>
        parameter["Default"] is ScalarNode { IsNull: false } text ? (at, at.RoleOf(text.Value)) : null;

    /// <summary>The path is in the metadata, unless the app writes none (<c>aws:cdk:enable-asset-metadata</c>).</summary>
    private static CdkStack? TemplateOf(
        CdkStack stack, CfnResource resource, Dictionary<string, CdkStack> byPath, ILookup<string, CdkStack> byKey)
    {
        var folder = Path.GetDirectoryName(stack.Stack.Path)!;
        if (resource.Node["Metadata"] is MappingNode metadata && metadata["aws:asset:property"] is ScalarNode { Value: "TemplateURL" }
            && metadata["aws:asset:path"] is ScalarNode { Value: { Length: > 0 } path } && !path.Contains('\0', StringComparison.Ordinal)
            && byPath.TryGetValue(Path.GetFullPath(Path.Combine(folder, path)), out var named))
            return named;
        if (resource.Properties?["TemplateURL"] is not { } url) return null;
        var evaluator = new CfnEvaluator(stack.Template, new(resource.Conditions, isExact: false), resource.Loop);
        if (evaluator.TextOf(evaluator.Evaluate(url)) is not { } text) return null;
        var key = Symbol.Shown(text);
        var published = byKey[key[(key.LastIndexOf('/') + 1)..]].Where(other => Path.GetDirectoryName(other.Stack.Path) == folder);
        return published.ToList() is [var only] ? only : null;
    }

    /// <summary>Returns what is in the braces, if the text is one value that is known at deployment only.</summary>
    private static string? Alone(string key)
    {
        if (!key.StartsWith("${", StringComparison.Ordinal)) return null;
        var open = 0;
        for (var i = 1; i < key.Length; i++)
        {
            if (key[i] == '{') open++;
            else if (key[i] == '}' && --open == 0) return i == key.Length - 1 ? key[2..^1] : null;
        }

        return null;
    }

    /// <summary>An argument of <c>Fn::GetStackOutput</c>, as <see cref="CfnExpression"/> writes a mapping.</summary>
    [GeneratedRegex(@"(?:\{|, )(StackName|OutputName|Region|RoleArn): ((?:[^,{}]|\$\{[^{}]*\})+)")]
    private static partial Regex Argument();
}
