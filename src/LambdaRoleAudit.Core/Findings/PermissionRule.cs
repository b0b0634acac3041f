namespace LambdaRoleAudit.Findings;

/// <summary>
/// A rule about what a role may do. A role that is gone may do nothing; one that was not read whole may do more than is known.
/// </summary>
public abstract class PermissionRule : RoleRule
{
    /// <summary>An administrator is told of once, by its own rule: what follows from it is not told again.</summary>
    private protected virtual bool IsImplied(RoleCase role) => role.IsAdministrator;

    internal sealed override IEnumerable<RuleOutcome> Check(RoleCase role)
    {
        if (role.Unread is { } why) return [RuleOutcome.Unknown(Severity, why)];
        if (role.Grants is not { } grants) return role.WhyNoGrants is { } unknown ? [RuleOutcome.Unknown(Severity, unknown)] : [];
        return IsImplied(role) ? [] : Check(role, grants);
    }

    private protected abstract IEnumerable<RuleOutcome> Check(RoleCase role, RoleGrants grants);
}
