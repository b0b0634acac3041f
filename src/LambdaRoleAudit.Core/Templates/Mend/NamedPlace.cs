namespace LambdaRoleAudit.Templates;

/// <summary>A text of a template that can name a role.</summary>
/// <param name="Section">The section of the template.</param>
/// <param name="Owner">The key in the section, such as a resource's logical id.</param>
/// <param name="Node">The scalar, or the call that makes the text.</param>
/// <param name="Kind">What stands before <paramref name="Text"/> in the ARN; empty if it is a pattern for the whole ARN.</param>
/// <param name="Text">The rest of the ARN, or the pattern.</param>
internal sealed record NamedPlace(string Section, string Owner, TemplateNode Node, string Kind, string Text);
