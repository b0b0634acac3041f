using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Usage;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>Counts what policies grant.</summary>
internal static class GrantCounter
{
    /// <summary>Returns the figures of a role with other policies.</summary>
    /// <param name="role">The role, whose policies are replaced.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="cases">The roles of the account.</param>
    /// <param name="cancellationToken">Cancels the proofs.</param>
    public static GrantFigures Of(
        ExecutionRole role, IReadOnlyList<RolePolicy> policies, RoleCases cases, CancellationToken cancellationToken)
    {
        var counted = role with
        {
            AttachedPolicies = [.. policies.Where(policy => policy.PolicyArn is not null)],
            InlinePolicies = [.. policies.Where(policy => policy.PolicyArn is null)],
        };
        var set = counted.ToPolicySet();
        var actions = RoleGrantedActions.Of(set).Actions;
        var known = actions.Select(action => (Service: ActionCatalog.Find(action.Service)!, Name: ActivityEvidence.KeyOf(action.Action)))
            .Select(action => (action.Service, Action: action.Service.Find(action.Name)!)).ToList();
        return new GrantFigures(
            actions.Count,
            actions.Select(action => action.Service).Distinct(StringComparer.Ordinal).Count(),
            set.Allows.Count,
            set.Allows.Sum(allow =>
                allow.Actions.IsNot ? 1 : allow.Actions.Values.Count(value => value.AsSpan().IndexOfAny('*', '?') >= 0)),
            set.Allows.Count(allow => allow.Resources is null || allow.Resources.IsNot || allow.Resources.Values.Contains("*")),
            known.Count(action => action.Action is { Level: AccessLevel.PermissionsManagement, IsWrite: true }),
            known.Count(action => action.Action.IsWrite && action.Service.KeepsData),
            PathsOf(counted, cases, cancellationToken));
    }

    /// <summary>Returns the roles of an account; if the account is not known, no roles.</summary>
    public static RoleCases CasesOf(Account? account, CancellationToken cancellationToken) => new(
        account ?? Account.OfFunctions(new FunctionInventoryBuilder(_ => { }).Build(), isScoped: true), cancellationToken);

    private static ItemList<string>? PathsOf(ExecutionRole role, RoleCases cases, CancellationToken cancellationToken)
    {
        var one = new RoleCase(role.RoleArn, role, cases, cancellationToken);
        return one.Grants is null ? null : [.. one.Ways.Select(way => way.ToString()).Distinct(StringComparer.Ordinal)];
    }
}
