namespace LambdaRoleAudit.Templates;

/// <summary>A label of a block.</summary>
/// <param name="Text">The text, without quotes.</param>
/// <param name="Span">The place, with the quotes.</param>
internal sealed record HclLabel(string Text, TextSpan Span);
