namespace LambdaRoleAudit.Findings;

/// <summary>All rules, in the order of their ids.</summary>
public static class RuleCatalog
{
    /// <summary>The rules.</summary>
    public static IReadOnlyList<FindingRule> All { get; } =
    [
        new SharedRoleRule(),
        new RoleTrustRule(),
        new OthersTrustedRule(),
        new OutsideLambdaRule(),
        new RoleManagerRule(),
        new AdministratorRule(),
        new EscalationRule(),
        new BroadPermissionRule(),
        new NotActionRule(),
        new ManagedPolicyRule(),
        new UnusedTriggerRule(),
        new UnusedPermissionRule(),
        new DeniedCallRule(),
        new MissingPermissionRule(),
        new ConfusedDeputyRule(),
        new DanglingRoleRule(),
    ];
}
