using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>
/// A role's statements under a context of which a part is known. What is known of a condition is settled; of the rest, three
/// readings: <see cref="Certain"/> allows what is allowed whatever the unknown keys are, <see cref="Possible"/> what is
/// allowed under some reading of them, and <see cref="Exact"/> keeps the conditions.
/// </summary>
internal sealed class GrantView
{
    private static readonly PolicyElement? Everything = PolicyDocument.Parse("""{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""").Statements[0].Resources;

    public GrantView(PolicySet policies, RequestContext known)
    {
        // Most roles have no condition, no variable and nothing unknown: the readings are one.
        if (!policies.Allows.Concat(policies.Denies).Concat(policies.BoundaryAllows ?? []).Any(IsHanging))
        {
            Exact = Certain = Possible = policies;
            return;
        }

        Exact = Make(policies, known, Keep, Keep);
        Certain = Make(policies, known, Drop, Widen);
        Possible = Make(policies, known, Widen, Drop);
    }

    public PolicySet Exact { get; }

    public PolicySet Certain { get; }

    public PolicySet Possible { get; }

    private static PolicySet Make(
        PolicySet policies, RequestContext known, Func<PolicyStatement, PolicyStatement?> allow, Func<PolicyStatement, PolicyStatement?> deny)
    {
        return new PolicySet(All(policies.Allows, allow), All(policies.Denies, deny), policies.BoundaryAllows is { } bounds ? All(bounds, allow) : null);

        List<PolicyStatement> All(IReadOnlyList<PolicyStatement> statements, Func<PolicyStatement, PolicyStatement?> hanging) =>
            [.. statements.Select(statement => Settle(statement, known) is { } settled ? IsHanging(settled) ? hanging(settled) : settled : null).OfType<PolicyStatement>()];
    }

    private static PolicyStatement Keep(PolicyStatement statement) => statement;

    private static PolicyStatement? Drop(PolicyStatement statement) => null;

    /// <summary>Whatever the unknown keys are, it matches no more than this. What its elements are unknown for is not known either way.</summary>
    private static PolicyStatement Widen(PolicyStatement statement) =>
        statement.With(statement.Actions, statement.Resources?.Patterns.HasVariables == true ? Everything : statement.Resources, []);

    private static bool IsHanging(PolicyStatement statement) =>
        statement.Conditions.Count > 0 || statement.IsUnknown || statement.Resources?.Patterns.HasVariables == true;

    /// <summary>Without the conditions that surely hold; null where one surely does not.</summary>
    private static PolicyStatement? Settle(PolicyStatement statement, RequestContext known)
    {
        if (statement.Conditions.Count == 0) return statement;
        var ignored = new HashSet<string>(StringComparer.Ordinal);
        var left = new List<PolicyCondition>();
        foreach (var condition in statement.Conditions)
        {
            var holds = ConditionTest.Holds(condition, known, ignored);
            if (holds == Truth.False) return null;
            if (holds == Truth.Unknown) left.Add(condition);
        }

        return left.Count == statement.Conditions.Count ? statement : statement.With(statement.Actions, statement.Resources, left);
    }
}
