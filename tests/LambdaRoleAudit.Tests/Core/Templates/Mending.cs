using System.Text;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;
using LambdaRoleAudit.Yaml;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>Plans and patches a template that is a text.</summary>
internal static class Mending
{
    public static NodeReader Reader { get; } = new(() => new YamlParser());

    /// <summary>The path of the text: it is not read from disk.</summary>
    public const string Path = "/t/template.yaml";

    public static DeclaredStack Stack(string text, string path = Path)
    {
        var read = TemplateText.Of(path, Encoding.UTF8.GetBytes(text));
        var root = (MappingNode)Reader.Read(read);
        var stack = CloudFormationReader.Read(read, root);
        if (stack.Roles.Count > 0) return stack;
        return stack with
        {
            Roles = [.. ((MappingNode)root["Resources"]!).AllEntries
                .Where(entry => entry.Value.Target is MappingNode node && node["Type"] is ScalarNode { Value: "AWS::IAM::Role" })
                .Select(entry => (entry.Key, Node: (MappingNode)entry.Value.Target))
                .Select(one => new DeclaredRole
                {
                    Address = one.Key.Value,
                    Node = one.Node,
                    Declaration = new()
                    {
                        Format = stack.Format,
                        Path = path,
                        Line = one.Key.Line,
                        Column = one.Key.Column,
                        Address = one.Key.Value,
                        ConstructPath = ((one.Node["Metadata"] as MappingNode)?["aws:cdk:path"] as ScalarNode)?.Value,
                    },
                })],
        };
    }

    /// <summary>Plans all functions that share a declared role.</summary>
    public static IReadOnlyList<LambdaTemplateRepairStep> Plan(DeclaredStack stack, TemplateRepairOptions? options = null) =>
        new CloudFormationMender(Reader).Plan(stack, Shared(stack), options ?? new());

    public static IReadOnlyList<LambdaTemplateRepairStep> Plan(string text, TemplateRepairOptions? options = null) =>
        Plan(Stack(text), options);

    /// <summary>Returns the patched text; every step must be applicable.</summary>
    public static string Patch(string text)
    {
        var steps = Plan(text);
        Assert.NotEmpty(steps);
        Assert.All(steps, step => Assert.True(step.CanApply, string.Join(' ', step.Blockers)));
        return Patched(text, steps);
    }

    public static string Patched(string text, IEnumerable<LambdaTemplateRepairStep> steps)
    {
        // The edits do not count a byte order mark.
        var mark = text.StartsWith('\uFEFF') ? "\uFEFF" : "";
        return mark + TextEdits.Apply(Path, text[mark.Length..], steps.Where(step => step.CanApply).SelectMany(step => step.Edits));
    }

    public static IReadOnlyList<(DeclaredFunction Function, RoleUse Role)> Shared(DeclaredStack stack)
    {
        var counts = stack.Functions.SelectMany(function => function.Roles.Select(role => role.Key).Distinct())
            .GroupBy(key => key).ToDictionary(group => group.Key, group => group.Count());
        return [.. stack.Functions.Select(function => (function, function.Roles.FirstOrDefault(role => counts[role.Key] > 1)!))
            .Where(pair => pair.Item2 is not null)];
    }
}
