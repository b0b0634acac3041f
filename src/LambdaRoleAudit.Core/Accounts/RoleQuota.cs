namespace LambdaRoleAudit.Accounts;

/// <summary>How many roles an account has, and may have (IAM GetAccountSummary: Roles, RolesQuota).</summary>
/// <param name="Count">Roles there are; null if that was not read.</param>
/// <param name="Limit">The quota; null if that was not read.</param>
/// <param name="WhyUnread">Why not.</param>
public sealed record RoleQuota(int? Count, int? Limit, string? WhyUnread);
