using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Repair;

/// <summary>Finds which rules fail for a source role and not for the target role.</summary>
/// <param name="account">The account.</param>
/// <param name="cases">Its roles.</param>
/// <param name="cancellationToken">Cancels the proofs.</param>
internal sealed class EndedFindings(Account account, RoleCases cases, CancellationToken cancellationToken)
{
    private static readonly SharedRoleRule Shared = new();

    private readonly Dictionary<string, IReadOnlyList<RoleRule>> _failed = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the ids of the rules, sorted.</summary>
    /// <param name="source">The source role.</param>
    /// <param name="target">The target role.</param>
    public IEnumerable<string> Of(ExecutionRole source, ExecutionRole target)
    {
        if (account.IsShared(source.RoleArn) == true) yield return Shared.RuleId;
        if (!_failed.TryGetValue(source.RoleArn, out var failed))
        {
            var before = Case(source);
            _failed[source.RoleArn] = failed = [.. RuleCatalog.All.OfType<RoleRule>().Where(rule => Fails(rule, before))];
        }

        var after = Case(target);
        foreach (var rule in failed)
            if (!Fails(rule, after)) yield return rule.RuleId;
    }

    private RoleCase Case(ExecutionRole role) => new(role.RoleArn, role, cases, cancellationToken);

    private static bool Fails(RoleRule rule, RoleCase role) =>
        role.OutcomesOf(rule).Any(outcome => outcome.Status == FindingStatus.Fail);
}
