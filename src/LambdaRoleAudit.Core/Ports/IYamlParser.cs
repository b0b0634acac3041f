namespace LambdaRoleAudit.Ports;

/// <summary>Parses YAML into events with exact positions.</summary>
public interface IYamlParser
{
    /// <summary>Parses a text. The events come as they are read, so that a text with an error yields those before it.</summary>
    /// <param name="text">The text, without a byte order mark.</param>
    /// <exception cref="YamlSyntaxException">The text is not valid YAML.</exception>
    IEnumerable<YamlEvent> Parse(string text);
}
