namespace LambdaRoleAudit.Ports;

/// <summary>A text is not valid YAML.</summary>
/// <param name="reason">What is wrong.</param>
/// <param name="line">The line, from 1.</param>
/// <param name="column">The column, from 1.</param>
/// <param name="cause">The parser's exception.</param>
public sealed class YamlSyntaxException(string reason, int line, int column, Exception cause) : Exception(reason, cause)
{
    /// <summary>The line, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>The column, from 1.</summary>
    public int Column { get; } = column;
}
