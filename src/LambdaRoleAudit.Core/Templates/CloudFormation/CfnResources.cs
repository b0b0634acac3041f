namespace LambdaRoleAudit.Templates;

/// <summary>Lists the resources of a template, and what can add functions that the template does not show.</summary>
internal static class CfnResources
{
    /// <summary>
    /// Transforms that add no function to the template itself. <c>AWS::SecretsManager</c> adds a nested stack;
    /// <c>AWS::CodeDeployBlueGreen</c> works on ECS services.
    /// </summary>
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        CfnTemplate.SamTransform, "AWS::LanguageExtensions", "AWS::SecretsManager-2020-07-23", "AWS::SecretsManager-2024-09-16",
        "AWS::CodeDeployBlueGreen",
    };

    /// <summary>Kinds of functions whose role is not read here.</summary>
    private static readonly HashSet<string> OtherFunctions = new(StringComparer.Ordinal)
    {
        "AWS::Serverless::WebFunction", "AWS::Lambda::WebFunction",
    };

    /// <summary>Returns the resources in the order of the file, and why there can be more functions.</summary>
    public static (List<CfnResource> Resources, List<string> Unknown) List(CfnTemplate template)
    {
        var resources = new List<CfnResource>();
        var unknown = new List<string>();
        foreach (var transform in template.Transforms.Where(transform => !Known.Contains(transform)))
            unknown.Add($"the macro {transform} can add resources");
        if (IsMacro(template.Root)) unknown.Add("a macro (Fn::Transform) can add resources");
        if (template.Root["Resources"] is not MappingNode section)
        {
            unknown.Add("it has no mapping named Resources");
            return (resources, unknown);
        }

        // The collection of a loop cannot depend on a condition or a resource.
        var evaluator = new CfnEvaluator(template, new(new Dictionary<string, bool>(), isExact: false), template.NoLoop);
        var (entries, loops) = CfnLoops.Entries(section, evaluator, template);
        unknown.AddRange(loops);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value, loop) in entries)
        {
            if (key.Name == "Fn::Transform") unknown.Add("a macro (Fn::Transform) can add resources");
            else if (value.Target is not MappingNode node) unknown.Add($"resource {key.Name} is not a mapping");
            else if (IsMacro(node)) unknown.Add($"a macro (Fn::Transform) makes resource {key.Name}");
            else if (node["Type"] is not ScalarNode type) unknown.Add($"resource {key.Name} has no type");
            else if (!names.Add(key.Name)) unknown.Add($"resource {key.Name} appears twice after loops are written out");
            else resources.Add(Resource(key, node, type.Value, loop));
        }

        unknown.AddRange(resources.Select(Hidden).OfType<string>());
        return (resources, unknown);
    }

    private static CfnResource Resource(CfnLoops.LoopKey key, MappingNode node, string type, CfnLoop loop) => new()
    {
        LogicalId = key.Name,
        Key = key.Node,
        Node = node,
        Loop = loop,
        Type = loop.Fill(type),
        Condition = node["Condition"] is ScalarNode { IsNull: false } condition ? loop.Fill(condition.Value) : null,
    };

    private static string? Hidden(CfnResource resource)
    {
        if (resource.Type.EndsWith("::MODULE", StringComparison.Ordinal)) return $"the module {resource.LogicalId} can have functions";
        if (OtherFunctions.Contains(resource.Type)) return $"{resource.LogicalId} is a web function, whose role is not read";
        return null;
    }

    private static bool IsMacro(MappingNode node) => node["Fn::Transform"] is not null;
}
