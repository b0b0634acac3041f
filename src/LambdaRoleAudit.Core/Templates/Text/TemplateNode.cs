namespace LambdaRoleAudit.Templates;

/// <summary>
/// A value in a template, YAML or JSON, with its exact place in the text. YAML aliases are the same object as what they name
/// (<see cref="AliasNode"/> keeps the place of the alias), so a text can be larger than it looks: <see cref="Weight"/> counts that.
/// </summary>
public abstract class TemplateNode
{
    /// <summary>The place in the text. For a block of YAML, the end is after the last line of its last value.</summary>
    public required TextSpan Span { get; init; }

    /// <summary>The line of the start, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>The column of the start, from 1.</summary>
    public required int Column { get; init; }

    /// <summary>The YAML tag, such as <c>!Ref</c>; null if there is none.</summary>
    public string? Tag { get; init; }

    /// <summary>The YAML anchor; null if there is none.</summary>
    public string? Anchor { get; init; }

    /// <summary>The number of nodes below and including this one, if each alias were written out.</summary>
    public long Weight { get; private protected set; } = 1;

    /// <summary>The value itself: for an alias, what it names.</summary>
    public virtual TemplateNode Target => this;
}
