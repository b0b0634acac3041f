namespace LambdaRoleAudit.Templates;

/// <summary>Finds the templates that a template deploys, and what it passes to them.</summary>
internal static class CfnNested
{
    /// <summary>The type of nested stacks.</summary>
    public const string Stack = "AWS::CloudFormation::Stack";

    /// <summary>The type of applications of AWS SAM.</summary>
    public const string Application = "AWS::Serverless::Application";

    private static readonly Dictionary<string, bool> None = [];

    /// <summary>Returns them, in the order of the file.</summary>
    public static IEnumerable<NestedTemplate> Of(CfnTemplate template, CfnRoleKeys keys, string path)
    {
        foreach (var resource in template.Resources.Values.Where(one => one.Type is Stack or Application))
        {
            var evaluator = new CfnEvaluator(template, new(resource.Conditions, isExact: false), resource.Loop);
            var properties = resource.Properties;
            var location = evaluator.Evaluate(properties?.EntryOf(resource.Type == Stack ? "TemplateURL" : "Location")?.Value);
            yield return new(
                resource.LogicalId, CfnExpression.Of(location), FileOf(resource, location, path), Passed(evaluator, properties, keys));
        }
    }

    private static IReadOnlyDictionary<string, PassedValue>? Passed(CfnEvaluator evaluator, MappingNode? properties, CfnRoleKeys keys) =>
        properties is null || properties["Fn::Transform"] is not null ? null
        : evaluator.Evaluate(properties.EntryOf("Parameters")?.Value) switch
        {
            CfnNoValue => new Dictionary<string, PassedValue>(),
            CfnMap map => map.Entries.DistinctBy(entry => entry.Key, StringComparer.Ordinal).ToDictionary(
                entry => entry.Key, entry => new PassedValue(CfnExpression.Of(entry.Value), [.. KeysOf(keys, entry.Value)]),
                StringComparer.Ordinal),
            _ => null,
        };

    private static IEnumerable<string> KeysOf(CfnRoleKeys keys, CfnValue value) => value switch
    {
        CfnChoice choice => KeysOf(keys, choice.IfTrue).Concat(KeysOf(keys, choice.IfFalse)).Distinct(StringComparer.Ordinal),
        _ => keys.Of(value, null, None) is { Tie: not RoleTie.Unknown } use ? [use.Key] : [],
    };

    /// <summary>
    /// CDK writes the file into the metadata, and a person writes its path, of which 'aws cloudformation package' makes a URL.
    /// </summary>
    private static string? FileOf(CfnResource resource, CfnValue location, string path)
    {
        var file = (resource.Node["Metadata"] as MappingNode)?["aws:asset:path"] is ScalarNode { Value: { Length: > 0 } asset } ? asset
            : location is CfnText { Text: { Length: > 0 } text } && !Symbol.IsIn(text) && !text.Contains("://", StringComparison.Ordinal)
                ? text
                : null;
        return file is null || file.Contains('\0', StringComparison.Ordinal)
            ? null
            : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path) ?? "", file));
    }
}
