namespace LambdaRoleAudit.Accounts;

/// <summary>
/// The number of roles and customer managed policies in an account, and the quotas (IAM GetAccountSummary: Roles, RolesQuota, Policies,
/// PoliciesQuota).
/// </summary>
/// <param name="Count">The number of roles; null if it was not read.</param>
/// <param name="Limit">The quota; null if it was not read.</param>
/// <param name="WhyUnread">The reason why they were not read.</param>
public sealed record RoleQuota(int? Count, int? Limit, string? WhyUnread)
{
    /// <summary>The number of customer managed policies; null if it was not read.</summary>
    public int? Policies { get; init; }

    /// <summary>The quota of customer managed policies; null if it was not read.</summary>
    public int? PolicyLimit { get; init; }
}
