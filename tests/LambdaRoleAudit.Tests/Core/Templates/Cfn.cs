using System.Text;
using LambdaRoleAudit.Templates;
using LambdaRoleAudit.Yaml;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>Reads CloudFormation templates for tests.</summary>
internal static class Cfn
{
    public static DeclaredStack Read(string text, string path = "/stack/template.yaml")
    {
        var file = TemplateText.Of(path, Encoding.UTF8.GetBytes(text));
        return CloudFormationReader.Read(file, Root(file));
    }

    public static MappingNode Root(string text) => Root(TemplateText.Of("/t.yaml", Encoding.UTF8.GetBytes(text)));

    /// <summary>The keys of a function's roles, with the conditions of each: <c>key</c>, or <c>key if Cond, not Other</c>.</summary>
    public static IReadOnlyList<string> Keys(DeclaredStack stack, string address) =>
        [.. stack.Functions.Single(function => function.Declaration.Address == address).Roles.Select(Show)];

    private static string Show(RoleUse use)
    {
        var text = use.Tie == RoleTie.Unknown ? $"? {use.Reason}" : use.Key;
        return use.Conditions.Count == 0
            ? text
            : $"{text} if {string.Join(", ", use.Conditions.OrderBy(one => one.Key, StringComparer.Ordinal)
                .Select(one => one.Value ? one.Key : $"not {one.Key}"))}";
    }

    private static MappingNode Root(TemplateText file) => Assert.IsType<MappingNode>(new NodeReader(() => new YamlParser()).Read(file));
}
