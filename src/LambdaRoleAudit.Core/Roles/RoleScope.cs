namespace LambdaRoleAudit.Roles;

/// <summary>Functions and roles that somebody named.</summary>
/// <param name="Roles">All functions of these roles.</param>
/// <param name="Functions">These functions, with the region that was given for them.</param>
public sealed record RoleScope(IReadOnlyList<RoleReference> Roles, IReadOnlyList<(FunctionReference Function, string? Region)> Functions)
{
    /// <summary>The functions of every shared role of the account.</summary>
    public static RoleScope Everything { get; } = new([], []);

    /// <summary>Nothing is named.</summary>
    public bool IsEverything => Roles.Count == 0 && Functions.Count == 0;
}
