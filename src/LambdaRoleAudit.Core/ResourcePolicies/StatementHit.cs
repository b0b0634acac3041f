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
    /// <param name="mustDelegate">True if the policy must allow the account, or the account's own policies do not count: a key's policy and
    /// a role's trust policy.</param>
    /// <param name="cancellationToken">Cancels the proofs within a moment.</param>
    public static IReadOnlyList<StatementHit> Of(
        PolicyDocument document, PolicyCaller source, PolicyCaller target, bool mustDelegate = false,
        CancellationToken cancellationToken = default)
    {
        var hits = new List<StatementHit>();
        for (var i = 0; i < document.Statements.Count; i++)
        {
            foreach (var countsAccount in (bool[])(mustDelegate ? [false, true] : [false]))
            {
                if (EffectOf(document.Statements[i], source, target, countsAccount) is not { } effect
                    || IsMadeUpFor(document, document.Statements[i], effect, source, target, countsAccount, cancellationToken)) continue;
                hits.Add(new StatementHit(i, document.Statements[i], effect));
                break;
            }
        }

        return hits;
    }

    /// <summary>
    /// Returns true if other statements of the same effect, which mean the caller that this one does not mean, cover the same.
    /// </summary>
    private static bool IsMadeUpFor(
        PolicyDocument document, PolicyStatement statement, ResourcePolicyEffect effect, PolicyCaller source, PolicyCaller target,
        bool countsAccount, CancellationToken cancellationToken)
    {
        if (effect == ResourcePolicyEffect.Unknown || statement.IsUnknown) return false;
        var other = effect == ResourcePolicyEffect.Loses == (statement.Effect == PolicyEffect.Allow) ? target : source;
        return StatementScope.IsWithin(
            statement,
            [
                .. document.Statements.Where(one => one != statement && one.Effect == statement.Effect && !one.IsUnknown
                    && other.IsMeantBy(one, countsAccount) == Truth.True
                    && !PolicyCaller.IsOpen(one, source, target))
            ],
            cancellationToken);
    }

    private static ResourcePolicyEffect? EffectOf(
        PolicyStatement statement, PolicyCaller source, PolicyCaller target, bool countsAccount)
    {
        var (before, after) = (source.IsMeantBy(statement, countsAccount), target.IsMeantBy(statement, countsAccount));
        if (before == Truth.False && after == Truth.False) return null;
        // Only one of the roles is a principal of the statement, so whatever the statement says is lost or gained.
        if (source.IsPrincipalOf(statement, countsAccount) != target.IsPrincipalOf(statement, countsAccount))
            return source.IsPrincipalOf(statement, countsAccount) == (statement.Effect == PolicyEffect.Allow)
                ? ResourcePolicyEffect.Loses
                : ResourcePolicyEffect.Gains;
        // A statement with a part that is not understood matters if it names the role.
        var isOpen = PolicyCaller.IsOpen(statement, source, target)
            || (statement.IsUnknown && (before != after || PolicyCaller.IsNamedIn(statement, source)));
        if (isOpen) return ResourcePolicyEffect.Unknown;
        if (before == after) return null;
        if (before == Truth.Unknown || after == Truth.Unknown) return ResourcePolicyEffect.Unknown;
        return before == Truth.True == (statement.Effect == PolicyEffect.Allow) ? ResourcePolicyEffect.Loses : ResourcePolicyEffect.Gains;
    }
}
