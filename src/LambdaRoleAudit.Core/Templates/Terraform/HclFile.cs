namespace LambdaRoleAudit.Templates;

/// <summary>A .tf file.</summary>
/// <param name="Text">The text.</param>
/// <param name="Body">Its content.</param>
internal sealed record HclFile(TemplateText Text, HclBody Body)
{
    /// <summary>Returns what is written at a place.</summary>
    public string Written(TextSpan span) => Text.Text[span.Start..span.End];
}

/// <summary>A block with its file.</summary>
/// <param name="File">The file.</param>
/// <param name="Block">The block.</param>
internal sealed record HclItem(HclFile File, HclBlock Block)
{
    /// <summary>The name: the second label of a resource, the first of a module, a variable or an output.</summary>
    public string Name => Block.Labels.Count > 0 ? Block.Labels[^1].Text : "";

    /// <summary>Returns the expression of an attribute; null if there is none.</summary>
    public HclPlaced? this[string attribute] => Block.Body[attribute] is { } found ? new(File, found.Expression) : null;
}

/// <summary>An expression with its file.</summary>
/// <param name="File">The file.</param>
/// <param name="Expression">The expression.</param>
internal sealed record HclPlaced(HclFile File, HclExpression Expression)
{
    /// <summary>What is written, with white space made one space, so that equal expressions have equal texts.</summary>
    public string Written => string.Join(' ', File.Written(Expression.Span).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Returns another expression of the same file.</summary>
    public HclPlaced With(HclExpression expression) => new(File, expression);
}
