using System.Collections.Immutable;

namespace LambdaRoleAudit.Templates;

/// <summary>An expression of Terraform's language. What is not needed to find roles is <see cref="HclOther"/>.</summary>
/// <param name="Span">The place in the text.</param>
internal abstract record HclExpression(TextSpan Span);

/// <summary>A number, a truth value or null, as it is written.</summary>
/// <param name="Span">The place in the text.</param>
/// <param name="Text">The text.</param>
internal sealed record HclLiteral(TextSpan Span, string Text) : HclExpression(Span);

/// <summary>A text in quotes, or a heredoc: a list of texts and expressions.</summary>
/// <param name="Span">The place in the text.</param>
/// <param name="Parts">The parts.</param>
internal sealed record HclTemplate(TextSpan Span, IReadOnlyList<HclTemplatePart> Parts) : HclExpression(Span)
{
    /// <summary>The text, if nothing is computed; null otherwise.</summary>
    public string? Literal => Parts.All(part => part.Text is not null) ? string.Concat(Parts.Select(part => part.Text)) : null;
}

/// <summary>A part of a template: a text or an expression.</summary>
/// <param name="Text">The text, with escapes decoded; null for an expression.</param>
/// <param name="Expression">The expression; null for a text.</param>
internal sealed record HclTemplatePart(string? Text, HclExpression? Expression);

/// <summary>
/// A reference: <c>aws_iam_role.r["a"].arn</c>. Its steps are names and indexes: <c>[0</c> for a number, <c>["a</c> for a text, <c>[*</c>
/// for all, and <c>[(each.key</c> for an expression.
/// </summary>
/// <param name="Span">The place in the text.</param>
/// <param name="Steps">The steps.</param>
internal sealed record HclReference(TextSpan Span, ImmutableArray<string> Steps) : HclExpression(Span);

/// <summary>A call of a function.</summary>
/// <param name="Span">The place in the text.</param>
/// <param name="Name">The function.</param>
/// <param name="Arguments">The arguments.</param>
internal sealed record HclCall(TextSpan Span, string Name, IReadOnlyList<HclExpression> Arguments) : HclExpression(Span);

/// <summary>A list: <c>[a, b]</c>.</summary>
/// <param name="Span">The place in the text.</param>
/// <param name="Items">The items.</param>
internal sealed record HclTuple(TextSpan Span, IReadOnlyList<HclExpression> Items) : HclExpression(Span);

/// <summary>An object: <c>{ a = b }</c>. A key that is computed is null.</summary>
/// <param name="Span">The place in the text.</param>
/// <param name="Items">The keys and values.</param>
internal sealed record HclObject(TextSpan Span, IReadOnlyList<KeyValuePair<string?, HclExpression>> Items) : HclExpression(Span);

/// <summary>A choice: <c>condition ? a : b</c>.</summary>
/// <param name="Span">The place in the text.</param>
/// <param name="Condition">The condition.</param>
/// <param name="Then">The value if it holds.</param>
/// <param name="Else">The value if it does not.</param>
internal sealed record HclChoice(TextSpan Span, HclExpression Condition, HclExpression Then, HclExpression Else) : HclExpression(Span);

/// <summary>Any other expression.</summary>
/// <param name="Span">The place in the text.</param>
internal sealed record HclOther(TextSpan Span) : HclExpression(Span);
