namespace LambdaRoleAudit.Templates;

/// <summary>An attribute: <c>role = aws_iam_role.shared.arn</c>.</summary>
/// <param name="Name">The name.</param>
/// <param name="Span">The place, from the name to the end of the expression.</param>
/// <param name="Expression">The expression.</param>
internal sealed record HclAttribute(string Name, TextSpan Span, HclExpression Expression);
