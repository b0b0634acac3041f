namespace LambdaRoleAudit.Accounts;

/// <summary>The number of roles in an account, and the quota (IAM GetAccountSummary: Roles, RolesQuota).</summary>
/// <param name="Count">The number of roles; null if it was not read.</param>
/// <param name="Limit">The quota; null if it was not read.</param>
/// <param name="WhyUnread">The reason why they were not read.</param>
public sealed record RoleQuota(int? Count, int? Limit, string? WhyUnread);
