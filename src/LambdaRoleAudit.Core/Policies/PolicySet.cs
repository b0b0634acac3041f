namespace LambdaRoleAudit.Policies;

/// <summary>
/// Policies that decide together: identity policies, and a permissions boundary if there is one. "The effective permissions are the
/// intersection of both" (IAM user guide, "Permissions boundaries for IAM entities").
/// </summary>
public sealed class PolicySet
{
    /// <param name="policies">The identity policies.</param>
    /// <param name="boundary">The permissions boundary.</param>
    public PolicySet(IEnumerable<PolicyDocument> policies, PolicyDocument? boundary = null)
    {
        Policies = [.. policies];
        Boundary = boundary;
        Allows = [.. Policies.SelectMany(policy => policy.Statements).Where(statement => statement.Effect == PolicyEffect.Allow)];
        BoundaryAllows = boundary is null ? null : [.. boundary.Statements.Where(statement => statement.Effect == PolicyEffect.Allow)];
        Denies = [
            .. (boundary is null ? Policies : Policies.Append(boundary)).SelectMany(policy => policy.Statements)
                .Where(statement => statement.Effect == PolicyEffect.Deny)];
    }

    internal PolicySet(
        IReadOnlyList<PolicyStatement> allows, IReadOnlyList<PolicyStatement> denies, IReadOnlyList<PolicyStatement>? boundaryAllows)
    {
        Policies = [];
        Allows = allows;
        Denies = denies;
        BoundaryAllows = boundaryAllows;
    }

    /// <summary>True if a statement depends on the caller, so that the same set can grant different permissions to another role.</summary>
    public bool LooksAtPrincipal => AboutPrincipal.Any();

    /// <summary>The statements that depend on the caller.</summary>
    internal IEnumerable<PolicyStatement> AboutPrincipal => Allows.Concat(Denies).Concat(BoundaryAllows ?? []).Where(statement =>
        statement.Conditions.Any(condition => RequestPrincipal.IsOwn(condition.Key) || AsksWho(condition.Patterns))
            || AsksWho(statement.Resources?.Patterns));

    /// <summary>A set that allows nothing.</summary>
    internal static PolicySet Nothing { get; } = new([], [], null);

    /// <summary>The identity policies.</summary>
    public IReadOnlyList<PolicyDocument> Policies { get; }

    /// <summary>The permissions boundary; null if there is none.</summary>
    public PolicyDocument? Boundary { get; }

    internal IReadOnlyList<PolicyStatement> Allows { get; }

    /// <summary>The boundary's Allow statements; null if there is no boundary.</summary>
    internal IReadOnlyList<PolicyStatement>? BoundaryAllows { get; }

    internal IReadOnlyList<PolicyStatement> Denies { get; }

    private static bool AsksWho(GlobSet? patterns) =>
        patterns?.HasVariables == true
            && patterns.Globs.Any(glob => glob.Variables().Any(variable => RequestPrincipal.IsOwn(variable.Key)));
}
