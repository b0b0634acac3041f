namespace LambdaRoleAudit.Ports;

/// <summary>How a scalar is written.</summary>
public enum ScalarStyle
{
    /// <summary>Without quotes.</summary>
    Plain,

    /// <summary>In single quotes.</summary>
    SingleQuoted,

    /// <summary>In double quotes; also a string in JSON.</summary>
    DoubleQuoted,

    /// <summary>A block that keeps its line ends (<c>|</c>).</summary>
    Literal,

    /// <summary>A block whose lines are joined (<c>></c>).</summary>
    Folded,
}
