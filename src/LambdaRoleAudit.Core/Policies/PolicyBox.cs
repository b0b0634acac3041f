namespace LambdaRoleAudit.Policies;

/// <summary>The requests that a statement, or several statements together, match.</summary>
internal sealed class PolicyBox
{
    private static readonly IReadOnlyList<Glob> Everything = [Glob.Everything];

    private readonly IReadOnlyList<PolicyStatement> _statements;

    private PolicyBox(IReadOnlyList<PolicyStatement> statements)
    {
        _statements = statements;
        var first = statements[0];
        ActionPatterns = first.Actions.IsNot ? Everything : first.Actions.Patterns.Globs;
        ResourcePatterns = first.Resources is { IsNot: false } resources ? resources.Patterns.Globs : Everything;
        ActionSets = [
            .. statements.Where((statement, i) => i > 0 || statement.Actions.IsNot).Select(statement => statement.Actions.Patterns)];
        ResourceSets = [.. statements.Where((statement, i) => i > 0 || statement.Resources is { IsNot: true })
            .Where(statement => statement.Resources is not null).Select(statement => statement.Resources!.Patterns)];
        PrincipalSets = [
            .. statements.Where(statement => statement.Principals is not null).Select(statement => statement.Principals!.Patterns)];
        Conditions = [.. statements.SelectMany(statement => statement.Conditions).Select(condition => (condition, true))];
    }

    /// <summary>The name in reasons.</summary>
    public string Name => _statements[0].Name;

    /// <summary>Patterns of which every action matches one.</summary>
    public IReadOnlyList<Glob> ActionPatterns { get; }

    /// <summary>Sets that also contain every action.</summary>
    public IReadOnlyList<GlobSet> ActionSets { get; }

    /// <summary>Patterns of which every resource matches one.</summary>
    public IReadOnlyList<Glob> ResourcePatterns { get; }

    /// <summary>Sets that also contain every resource.</summary>
    public IReadOnlyList<GlobSet> ResourceSets { get; }

    /// <summary>Sets that contain every principal.</summary>
    public IReadOnlyList<GlobSet> PrincipalSets { get; }

    /// <summary>The conditions, all of which apply.</summary>
    public IReadOnlyList<(PolicyCondition Condition, bool Holds)> Conditions { get; }

    /// <summary>True if a part of the statements is not understood. The box can then match more than it seems to, or less.</summary>
    public bool IsUnknown => _statements.Any(statement => statement.IsUnknown);

    /// <summary>True if the statements name principals.</summary>
    public bool HasPrincipals => PrincipalSets.Count > 0;

    public static PolicyBox Of(PolicyStatement statement) => new([statement]);

    /// <summary>Returns the requests that both match.</summary>
    public PolicyBox And(PolicyStatement statement) => new([.. _statements, statement]);

    /// <summary>
    /// Returns true only if the statement matches the entire box, because it says the same as one of the box's own statements.
    /// </summary>
    public bool IsPartOf(PolicyStatement statement) => _statements.Any(mine => mine.IsSameAs(statement));

    /// <summary>
    /// Returns true if, when the variables of a NotResource have no value, one of the box's own statements is as undetermined as the given
    /// one. It has all of the same patterns with variables, so whatever AWS does with them, it does with both.
    /// </summary>
    public bool IsAsOpenAs(PolicyElement notResource) => _statements.Any(mine => mine.Resources is { IsNot: true } own
        && notResource.Patterns.Globs.Where(glob => glob.HasVariables).All(own.Patterns.HasPattern));

    /// <summary>Returns true only if the statement, apart from its actions and conditions, matches the entire box.</summary>
    public bool IsWithinResourcesAndPrincipals(PolicyStatement statement) =>
        (statement.Resources is not { } resources || ResourcePatterns.All(resources.Patterns.Covers))
        && (statement.Principals is not { } principals || (principals.Patterns.Covers(Glob.Everything)
            || _statements.Any(mine => mine.Principals is { IsNot: false } own && own.Patterns.Globs.All(principals.Patterns.Covers))));
}
