using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Findings;

/// <summary>LRA-401: a role for Lambda that no function names any more. It is about roles, not functions.</summary>
internal sealed class DanglingRoleRule : FindingRule
{
    public override string RuleId => "LRA-401";

    public override string Title => "No function uses the role any more";

    public override FindingSeverity Severity => FindingSeverity.Low;

    internal override IEnumerable<RuleOutcome> Check(FunctionCase function) => [];

    /// <summary>What it says of a role that no function or version names.</summary>
    internal RuleOutcome? Check(ExecutionRole role, AccountFacts account)
    {
        if (account.Use.IsUsed(role.RoleArn) || !IsForLambdaOnly(role, account)) return null;
        if (!account.Use.IsRead)
            return RuleOutcome.Unknown(Severity, $"No function that was read uses the role; not read: {(account.Use.UnreadRegions.Count > 0 ? NameList.Few(account.Use.UnreadRegions) : "see the errors")}. {Evidence.LastUse(role)}");
        if (account.IsFromFiles) return Unread(role, account);
        return RuleOutcome.Fail(Severity, $"The role trusts Lambda alone, and no function or version in any region uses it. {Evidence.LastUse(role)}",
            $"Make sure that nothing else names it (templates, capacity providers), then delete it with its policies: aws iam delete-role --role-name {role.RoleName}");
    }

    /// <summary>Files have what somebody listed: a region's functions say nothing of another's, nor of their published versions.</summary>
    private RuleOutcome Unread(ExecutionRole role, AccountFacts account)
    {
        var regions = account.Functions.Where(detail => detail.Function.AccountId == role.AccountId)
            .Select(detail => detail.Function.Region).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var missing = regions.Count == 0 ? $"any functions of account {role.AccountId}"
            : $"other regions than {NameList.Few(regions)}, and versions that were not listed with --function-version ALL";
        return RuleOutcome.Unknown(Severity,
            $"The role trusts Lambda alone, and no function or version in the files uses it. Not in the files: {missing}. {Evidence.LastUse(role)}",
            "Run Test-LambdaExecutionRole on the account, without -Path: it reads every enabled region, versions included.");
    }

    private static bool IsForLambdaOnly(ExecutionRole role, AccountFacts account)
    {
        if (!role.TrustsLambda || role.Path.StartsWith("/aws-service-role/", StringComparison.Ordinal) || account.TrustOf(role, out _) is not { } trust) return false;
        return trust.Statements.Where(statement => statement.Effect == PolicyEffect.Allow).SelectMany(statement => statement.Principals?.Values ?? [])
            .All(principal => principal is $"Service:{TrustPolicies.LambdaPrincipal}" or $"Service:{TrustPolicies.EdgePrincipal}");
    }
}
