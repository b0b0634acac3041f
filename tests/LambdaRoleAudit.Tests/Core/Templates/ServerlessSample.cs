using System.Text;
using LambdaRoleAudit.Templates;
using LambdaRoleAudit.Yaml;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>A service file in a test.</summary>
internal static class ServerlessSample
{
    /// <summary>Reads YAML, or JSON.</summary>
    public static DeclaredStack Read(string text, string path = "/service/serverless.yml") => Read(Encoding.UTF8.GetBytes(text), path);

    /// <summary>Reads a file's bytes.</summary>
    public static DeclaredStack Read(byte[] bytes, string path = "/service/serverless.yml", bool withFiles = false)
    {
        var file = TemplateText.Of(path, bytes);
        var nodes = new NodeReader(() => new YamlParser());
        var root = Assert.IsType<MappingNode>(nodes.Read(file));
        Assert.True(ServerlessReader.IsServerless(root));
        return ServerlessReader.Read(file, root, withFiles ? nodes : null);
    }

    /// <summary>Reads a service of AWS with some functions: the given text follows <c>provider.name</c>.</summary>
    public static DeclaredStack Service(string text) => Read("service: demo\nprovider:\n  name: aws\n" + text);

    /// <summary>The role of a function.</summary>
    public static RoleUse RoleOf(this DeclaredStack stack, string key) =>
        Assert.Single(Assert.Single(stack.Functions, function => function.Declaration.Address == key).Roles);

    /// <summary>The functions that share a role, each group in one text: <c>a,b</c>.</summary>
    public static string Sharing(this DeclaredStack stack) => string.Join(
        ' ',
        stack.Functions.Where(function => function.Roles[0].Tie is not RoleTie.Unknown).GroupBy(function => function.Roles[0].Key)
            .Where(group => group.Count() > 1).Select(group => string.Join(',', group.Select(function => function.Declaration.Address))));
}
