using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>The roles of one template that functions share.</summary>
/// <param name="Shared">The roles, in the order of their first function; those that are certain before those that are not.</param>
/// <param name="Problems">What could not be determined: sharing that depends on the deployment, and functions without a known role.</param>
public sealed record TemplateSharingResult(IReadOnlyList<DeclaredSharing> Shared, IReadOnlyList<Problem> Problems);
