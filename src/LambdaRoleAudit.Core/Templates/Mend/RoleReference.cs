namespace LambdaRoleAudit.Templates;

/// <summary>A place in a template that names a resource by its logical id.</summary>
/// <param name="LogicalId">The logical id.</param>
/// <param name="Kind">How it is named: Ref, GetAtt, Sub or DependsOn.</param>
/// <param name="Scalar">The text that has the logical id.</param>
/// <param name="Offset">
/// The offset of the logical id in the template; -1 if it is not there as it is, as with an escape in a JSON text.
/// </param>
/// <param name="Section">The section of the template, such as <c>Resources</c>.</param>
/// <param name="Owner">The key in the section, such as a resource's logical id.</param>
internal sealed record RoleReference(string LogicalId, string Kind, ScalarNode Scalar, int Offset, string Section, string Owner);
