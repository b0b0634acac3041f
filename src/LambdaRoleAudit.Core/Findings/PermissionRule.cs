namespace LambdaRoleAudit.Findings;

/// <summary>
/// A rule about a role's permissions. A role that does not exist has no permissions. A role that was not read completely can have more
/// permissions than are known.
/// </summary>
public abstract class PermissionRule : RoleRule
{
    /// <summary>
    /// True for an administrator: it is reported once, by a separate rule, and what follows from it is not reported again.
    /// </summary>
    private protected virtual bool IsImplied(RoleCase role) => role.IsAdministrator;

    internal sealed override IEnumerable<RuleOutcome> Check(RoleCase role)
    {
        if (role.Unread is { } why) return [RuleOutcome.Unknown(Severity, why)];
        if (role.Grants is not { } grants) return role.WhyNoGrants is { } unknown ? [RuleOutcome.Unknown(Severity, unknown)] : [];
        return IsImplied(role) ? [] : Check(role, grants);
    }

    private protected abstract IEnumerable<RuleOutcome> Check(RoleCase role, RoleGrants grants);
}
