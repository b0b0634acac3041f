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
        var format = text.Contains("AWS::Serverless", StringComparison.Ordinal) ? TemplateFormat.Sam : TemplateFormat.CloudFormation;
        var resources = ((MappingNode)root["Resources"]!).AllEntries.Where(entry => entry.Value.Target is MappingNode)
            .Select(entry => (entry.Key, Node: (MappingNode)entry.Value.Target)).ToList();
        var roles = resources.Where(one => TypeOf(one.Node) == "AWS::IAM::Role").ToList();
        return new()
        {
            Path = path,
            Format = format,
            Text = read,
            Root = root,
            Functions = [.. resources.Where(one => TypeOf(one.Node) is "AWS::Lambda::Function" or "AWS::Serverless::Function").Select(one =>
                new DeclaredFunction
                {
                    FunctionName = one.Key.Value,
                    Declaration = Place(one.Key, one.Node),
                    Node = one.Node,
                    Roles = Uses(one.Node).ToList(),
                })],
            Roles = [.. roles.Select(one => new DeclaredRole { Address = one.Key.Value, Declaration = Place(one.Key, one.Node), Node = one.Node })],
        };

        Declaration Place(ScalarNode key, MappingNode node) => new()
        {
            Format = format,
            Path = path,
            Line = key.Line,
            Column = key.Column,
            Address = key.Value,
            ConstructPath = ((node["Metadata"] as MappingNode)?["aws:cdk:path"] as ScalarNode)?.Value,
        };

        IEnumerable<RoleUse> Uses(MappingNode function)
        {
            var value = (function["Properties"] as MappingNode)?.EntryOf("Role")?.Value;
            if (value is null) return [new() { Tie = RoleTie.Unknown, Key = "", Reason = "Role is not set" }];
            var words = NodeWalk.All(value.Target).OfType<ScalarNode>().SelectMany(one => one.Value.Split('.', '{', '}', '$', '/')).ToHashSet();
            var named = roles.Where(role => words.Contains(role.Key.Value) || words.Contains(NameOf(role.Node))).ToList();
            return named.Count == 0
                ? [new() { Tie = RoleTie.Imported, Key = "imported", Node = value }]
                : named.Select(role => new RoleUse
                {
                    Tie = RoleTie.Declared, Key = $"${{{role.Key.Value}.Arn}}", RoleAddress = role.Key.Value, Node = value,
                });
        }
    }

    /// <summary>Plans all functions that share a declared role.</summary>
    public static IReadOnlyList<LambdaTemplateRepairStep> Plan(DeclaredStack stack, TemplateRepairOptions? options = null) =>
        new CloudFormationMender().Plan(stack, Shared(stack), options ?? new());

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

    private static string? TypeOf(MappingNode resource) => (resource["Type"] as ScalarNode)?.Value;

    private static string NameOf(MappingNode role) => ((role["Properties"] as MappingNode)?["RoleName"] as ScalarNode)?.Value ?? "\0";
}
