namespace LambdaRoleAudit.Policies;

/// <summary>The requests that a statement, or several together, match.</summary>
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

    /// <summary>What it is called in reasons.</summary>
    public string Name => _statements[0].Name;

    /// <summary>Every action of it matches one of these.</summary>
    public IReadOnlyList<Glob> ActionPatterns { get; }

    /// <summary>And besides is in all of these.</summary>
    public IReadOnlyList<GlobSet> ActionSets { get; }

    /// <summary>Every resource of it matches one of these.</summary>
    public IReadOnlyList<Glob> ResourcePatterns { get; }

    /// <summary>And besides is in all of these.</summary>
    public IReadOnlyList<GlobSet> ResourceSets { get; }

    /// <summary>Every principal of it is in all of these.</summary>
    public IReadOnlyList<GlobSet> PrincipalSets { get; }

    /// <summary>All of these hold.</summary>
    public IReadOnlyList<(PolicyCondition Condition, bool Holds)> Conditions { get; }

    /// <summary>Part of what its statements say is not understood: it may match more than it seems to, or less.</summary>
    public bool IsUnknown => _statements.Any(statement => statement.IsUnknown);

    /// <summary>Its statements name principals.</summary>
    public bool HasPrincipals => PrincipalSets.Count > 0;

    public static PolicyBox Of(PolicyStatement statement) => new([statement]);

    /// <summary>What both match.</summary>
    public PolicyBox And(PolicyStatement statement) => new([.. _statements, statement]);

    /// <summary>True only where the statement matches all of it: it says the same as one of the box's own.</summary>
    public bool IsPartOf(PolicyStatement statement) => _statements.Any(mine => mine.IsSameAs(statement));

    /// <summary>
    /// Where a NotResource's variables have no value, is one of its own statements as open as that one? It names all of the
    /// same patterns with variables: whatever AWS makes of those, it makes of both.
    /// </summary>
    public bool IsAsOpenAs(PolicyElement notResource) => _statements.Any(mine => mine.Resources is { IsNot: true } own
        && notResource.Patterns.Globs.Where(glob => glob.HasVariables).All(own.Patterns.HasPattern));

    /// <summary>True only where the statement, for its actions and conditions, matches all of it.</summary>
    public bool IsWithinResourcesAndPrincipals(PolicyStatement statement) =>
        (statement.Resources is not { } resources || ResourcePatterns.All(resources.Patterns.Covers))
        && (statement.Principals is not { } principals || (principals.Patterns.Covers(Glob.Everything)
            || _statements.Any(mine => mine.Principals is { IsNot: false } own && own.Patterns.Globs.All(principals.Patterns.Covers))));
}
