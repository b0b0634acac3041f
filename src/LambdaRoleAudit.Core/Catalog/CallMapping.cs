namespace LambdaRoleAudit.Catalog;

/// <summary>The permissions that a call needs.</summary>
/// <param name="Kind">What is known of them.</param>
/// <param name="Permissions">
/// The permissions, each once. Of an unmapped call, those that are certain, often none. They can be less than the call needs.
/// </param>
public sealed record CallMapping(CallKind Kind, IReadOnlyList<RequiredPermission> Permissions);
