using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>
/// A role's statements under a partly known context. Conditions are decided as far as they are known. For the rest, there are three views:
/// <see cref="Certain"/> allows what is allowed whatever the unknown keys are, <see cref="Possible"/> allows what is allowed for some
/// values of them, and <see cref="Exact"/> keeps the conditions.
/// </summary>
internal sealed class GrantView
{
    private static readonly PolicyElement? Everything =
        PolicyDocument.Parse("""{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""").Statements[0].Resources;

    private readonly PolicySet _policies;
    private readonly RequestFacts _facts;
    private readonly CancellationToken _cancellationToken;

    public GrantView(PolicySet policies, RequestFacts facts, CancellationToken cancellationToken = default)
    {
        _policies = policies;
        _facts = facts;
        _cancellationToken = cancellationToken;
        // Most roles have no conditions, no variables and nothing unknown, so that the views are the same.
        if (!policies.Allows.Concat(policies.Denies).Concat(policies.BoundaryAllows ?? []).Any(IsHanging))
        {
            Exact = Certain = Possible = policies;
            return;
        }

        var settled = Settled();
        Exact = Make(settled, Keep, Keep);
        Certain = Make(settled, Drop, Widen);
        Possible = Make(settled, Widen, Drop);
    }

    public PolicySet Exact { get; }

    public PolicySet Certain { get; }

    public PolicySet Possible { get; }

    /// <summary>True if no statement depends on the content of a request.</summary>
    public bool IsUnconditional => ReferenceEquals(Certain, Possible);

    /// <summary>
    /// Returns the statements about one action; null if nothing of the action can be allowed. More is known about one action than about
    /// several together: iam:PassedToService is only in requests for iam:PassRole.
    /// </summary>
    public GrantView? About(string action)
    {
        var key = action.ToLowerInvariant();
        var literal = new PolicyElement(false, [action], new GlobSet([Glob.Parse(key, GlobSyntax.None)], isNegated: false));
        var about = new PolicySet(Of(_policies.Allows), Of(_policies.Denies), _policies.BoundaryAllows is { } bounds ? Of(bounds) : null);
        if (about.Allows.Count == 0 || about.BoundaryAllows is { Count: 0 }) return null;
        var view = new GrantView(about, _facts, _cancellationToken);
        return view.Possible.Allows.Count == 0 || view.Possible.BoundaryAllows is { Count: 0 } ? null : view;

        List<PolicyStatement> Of(IReadOnlyList<PolicyStatement> statements) =>
            [.. statements.Where(statement => statement.Actions.Patterns.Contains(key) == true)
                .Select(statement => statement.With(literal, statement.Resources, statement.Conditions))];
    }

    private PolicySet Settled()
    {
        var settler = new PolicySettler(_facts, new ProofBudget(_cancellationToken));
        try
        {
            return settler.Settle(_policies);
        }
        catch (ProofBudgetException)
        {
            // Nothing is decided then: whatever depends on a condition stays unknown.
            return _policies;
        }
    }

    private static PolicySet Make(
        PolicySet policies, Func<PolicyStatement, PolicyStatement?> allow, Func<PolicyStatement, PolicyStatement?> deny)
    {
        return new PolicySet(
            All(policies.Allows, allow), All(policies.Denies, deny), policies.BoundaryAllows is { } bounds ? All(bounds, allow) : null);

        List<PolicyStatement> All(IReadOnlyList<PolicyStatement> statements, Func<PolicyStatement, PolicyStatement?> hanging) =>
            [.. statements.Select(statement => IsHanging(statement) ? hanging(statement) : statement).OfType<PolicyStatement>()];
    }

    private static PolicyStatement Keep(PolicyStatement statement) => statement;

    private static PolicyStatement? Drop(PolicyStatement statement) => null;

    /// <summary>
    /// Returns a statement that matches at least everything that the given statement matches, whatever the unknown keys are. For a
    /// statement with unknown elements, the result is not known either way.
    /// </summary>
    private static PolicyStatement Widen(PolicyStatement statement) =>
        statement.With(statement.Actions, statement.Resources?.Patterns.HasVariables == true ? Everything : statement.Resources, []);

    private static bool IsHanging(PolicyStatement statement) =>
        statement.Conditions.Count > 0 || statement.IsUnknown || statement.Resources?.Patterns.HasVariables == true;
}
