using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Loading;

/// <summary>
/// The YAML parser. Other modules ship YamlDotNet in other versions, so that it is loaded in a context of its own, and only if a template
/// in YAML is read.
/// </summary>
internal static class YamlSide
{
    private static readonly Lazy<IYamlParser> LazyParser =
        new(() => PrivateLoadContext.Create<IYamlParser>("yaml", "LambdaRoleAudit.Yaml", "LambdaRoleAudit.Yaml.YamlParser"));

    /// <summary>The parser. Loaded when it is first used.</summary>
    public static IYamlParser Parser => LazyParser.Value;
}
