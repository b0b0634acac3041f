using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// What publishes versions of a function. The role of a version does not change (Lambda developer guide, "Manage Lambda function
/// versions"): neither CloudFormation nor AWS SAM publishes a version because the function's role changes. With
/// <c>AutoPublishAliasAllProperties</c>, AWS SAM does.
/// </summary>
internal static class FunctionVersions
{
    /// <summary>Returns what publishes versions, as a person reads it, such as "resource Live (line 20)"; empty if nothing does.</summary>
    public static IReadOnlyList<string> Of(MendContext context, DeclaredFunction function)
    {
        var address = function.Declaration.Address;
        var owners = context.References.To(address).Where(reference => reference.Section == "Resources").Select(one => one.Owner)
            .ToHashSet(StringComparer.Ordinal);
        var names = context.Names.TextsOf(NameOf(function.Node)).ToList();
        var versions = context.Resources.Entries
            .Where(entry => (entry.Value.Target as MappingNode)?["Type"] is ScalarNode
            {
                Value: "AWS::Lambda::Version" or "AWS::Lambda::Alias"
            })
            .Where(entry => owners.Contains(entry.Key.Value)
                || context.Names.TextsOf(NameOf(entry.Value.Target)).Any(text => names.Exists(name => Names(text, name))))
            .Select(entry => $"resource {entry.Key.Value} (line {TemplateIssues.Text(entry.Key.Line)})");
        return [.. versions, .. Published(context, function)];
    }

    private static TemplateNode? NameOf(TemplateNode? resource) =>
        ((resource as MappingNode)?["Properties"] as MappingNode)?["FunctionName"];

    /// <summary>True for the function's name, and for its ARN, whole or without the first parts.</summary>
    private static bool Names(string text, string name) =>
        text == name || text.EndsWith($":function:{name}", StringComparison.Ordinal)
        || (text.EndsWith($":{name}", StringComparison.Ordinal) && !text.Contains(":function:", StringComparison.Ordinal));

    private static IEnumerable<string> Published(MendContext context, DeclaredFunction function)
    {
        if (function.Declaration.Format != TemplateFormat.Sam || function.Node is not { } resource
            || resource["Type"] is not ScalarNode { Value: CfnFunctionReader.Sam }) yield break;
        var own = resource["Properties"] as MappingNode;
        var globals = (context.Layout.Root["Globals"] as MappingNode)?["Function"] as MappingNode;
        if ((own?.EntryOf("AutoPublishAlias") ?? globals?.EntryOf("AutoPublishAlias")) is not { } alias) yield break;
        if ((own?["AutoPublishAliasAllProperties"] ?? globals?["AutoPublishAliasAllProperties"]) is ScalarNode { Truth: true }) yield break;
        yield return $"AutoPublishAlias (line {TemplateIssues.Text(alias.Key.Line)})";
    }
}
