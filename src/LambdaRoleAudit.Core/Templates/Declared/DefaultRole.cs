namespace LambdaRoleAudit.Templates;

/// <summary>The role that a value names if the deployment does not set parameters.</summary>
/// <param name="Key">What names the role: see <see cref="RoleUse.Key"/>.</param>
/// <param name="Parameters">The parameters, as a person reads them.</param>
public sealed record DefaultRole(string Key, string Parameters);
