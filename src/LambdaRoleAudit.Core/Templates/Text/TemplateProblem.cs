namespace LambdaRoleAudit.Templates;

/// <summary>A text cannot be read at a place.</summary>
/// <param name="reason">What is wrong.</param>
/// <param name="line">The line, from 1.</param>
/// <param name="column">The column, from 1.</param>
/// <param name="cause">The parser's exception, if there is one.</param>
internal sealed class TemplateProblem(string reason, int line, int column, Exception? cause = null) : Exception(reason, cause)
{
    /// <summary>The line, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>The column, from 1.</summary>
    public int Column { get; } = column;
}
