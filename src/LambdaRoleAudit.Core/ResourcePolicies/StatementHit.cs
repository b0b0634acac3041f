using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.ResourcePolicies;

/// <summary>A statement that treats two callers differently.</summary>
/// <param name="Index">The statement's position in its document.</param>
/// <param name="Statement">The statement.</param>
/// <param name="Effect">What it does to a function that moves from the first caller's role to the second caller's.</param>
internal sealed record StatementHit(int Index, PolicyStatement Statement, ResourcePolicyEffect Effect)
{
    /// <summary>Returns the statements of a document that treat the callers differently.</summary>
    /// <param name="document">The policy of a resource.</param>
    /// <param name="source">The function under its source role.</param>
    /// <param name="target">The function under its own role.</param>
    public static IReadOnlyList<StatementHit> Of(PolicyDocument document, PolicyCaller source, PolicyCaller target)
    {
        var hits = new List<StatementHit>();
        for (var i = 0; i < document.Statements.Count; i++)
            if (EffectOf(document.Statements[i], source, target) is { } effect)
                hits.Add(new StatementHit(i, document.Statements[i], effect));
        return hits;
    }

    private static ResourcePolicyEffect? EffectOf(PolicyStatement statement, PolicyCaller source, PolicyCaller target)
    {
        var (before, after) = (source.IsMeantBy(statement), target.IsMeantBy(statement));
        // A resource or an element whose meaning depends on the caller, for a statement that can apply.
        var isOpen = statement.IsUnknown || PolicyCaller.LooksAtCaller(statement.Resources);
        if (before == after)
            return before != Truth.False && isOpen && PolicyCaller.IsNamedIn(statement, source) ? ResourcePolicyEffect.Unknown : null;
        if (isOpen || before == Truth.Unknown || after == Truth.Unknown) return ResourcePolicyEffect.Unknown;
        return before == Truth.True == (statement.Effect == PolicyEffect.Allow) ? ResourcePolicyEffect.Loses : ResourcePolicyEffect.Gains;
    }
}
