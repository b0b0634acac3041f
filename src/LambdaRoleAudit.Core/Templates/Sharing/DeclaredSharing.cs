namespace LambdaRoleAudit.Templates;

/// <summary>Functions of one template that have one role, or of several that name it in a way that is known in all of them.</summary>
public sealed record DeclaredSharing
{
    /// <summary>What names the role: <see cref="RoleUse.Key"/> of the first function.</summary>
    public required string Key { get; init; }

    /// <summary>The role's address in the template; null if it is not declared there.</summary>
    public string? RoleAddress { get; init; }

    /// <summary>
    /// True if the sharing does not depend on the deployment: each of the functions has another one beside it that has the same role
    /// whenever both exist, and both can exist with this role. False if that is so in some deployments only.
    /// </summary>
    public required bool IsCertain { get; init; }

    /// <summary>The functions, in the order of the file.</summary>
    public required IReadOnlyList<DeclaredFunction> Functions { get; init; }

    /// <summary>The functions' uses of the role, in the same order: the first one if there are several for one function.</summary>
    public required IReadOnlyList<RoleUse> Uses { get; init; }

    /// <summary>
    /// In words, the conditions on which the functions share the role, as the end of a sentence: <c>IsProd is true and UseOwn is
    /// false</c>. Null if <see cref="IsCertain"/>.
    /// </summary>
    public string? Conditions { get; init; }
}
