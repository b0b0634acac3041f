using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>LRA-401: a role for Lambda that no function names any more. The rule is about roles, not functions.</summary>
internal sealed class DanglingRoleRule : FindingRule
{
    public override string RuleId => "LRA-401";

    public override string Title => "Execution role is unused";

    public override FindingSeverity Severity => FindingSeverity.Low;

    internal override IEnumerable<RuleOutcome> Check(FunctionCase function) => [];

    /// <summary>Returns the result for a role that no function or version names.</summary>
    internal RuleOutcome? Check(ExecutionRole role, RoleCases cases)
    {
        var account = cases.Account;
        if (account.FunctionsOn(role.RoleArn).Count > 0 || !IsForLambdaOnly(role, cases)) return null;
        if (!account.IsRead)
            return RuleOutcome.Unknown(
                Severity, $"No function that was read uses the role; not read: {account.Unread}. {Evidence.LastUse(role)}");
        if (account.IsFromFiles) return Unread(role, account);
        // IAM's own record is a second source: use outside the scope is also use.
        if (account.IsScoped && role.LastUsedRegion is { } last && !account.Regions.Contains(last))
        {
            return RuleOutcome.Unknown(
                Severity, $"No function or version in {NameList.Few(account.Regions)} uses the role. {Evidence.LastUse(role)}",
                "Run Test-LambdaExecutionRole without -Region: it reads every enabled region.");
        }

        if (account.IsScoped)
        {
            return RuleOutcome.Fail(
                Severity,
                $"The role trusts only Lambda, and no function or version in {NameList.Few(account.Regions)} uses it; other regions were "
                + $"not read (-Region). {Evidence.LastUse(role)}",
                "Run Test-LambdaExecutionRole without -Region before the role is deleted: a function of another region may use it.");
        }

        return RuleOutcome.Fail(
            Severity, $"The role trusts only Lambda, and no function or version in any region uses it. {Evidence.LastUse(role)}",
            "Make sure that nothing else refers to it (templates, capacity providers), then delete it with its policies: aws iam "
            + $"delete-role --role-name {role.RoleName}");
    }

    /// <summary>Returns the result if not all roles were read.</summary>
    internal static RuleOutcome WithoutRoles(Account account) => account.WhyNotAllRoles is { } why
        ? RuleOutcome.Unknown(
            FindingSeverity.Low, $"Not all roles of the account were read: whether some are unused is unknown. {why}",
            "Use files that contain all roles.")
        : RuleOutcome.Unknown(
            FindingSeverity.Low, "The account's roles could not be listed: whether some are unused is unknown.",
            "Allow iam:GetAccountAuthorizationDetails and iam:ListRoles.");

    /// <summary>
    /// Files contain what a user listed: the functions of one region say nothing about another region's functions, or about published
    /// versions.
    /// </summary>
    private RuleOutcome Unread(ExecutionRole role, Account account)
    {
        var regions = account.Functions.Where(function => function.AccountId == role.AccountId)
            .Select(function => function.Region).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var missing = regions.Count == 0 ? $"any functions of account {role.AccountId}"
            : $"other regions than {NameList.Few(regions)}, and versions that were not listed with --function-version ALL";
        return RuleOutcome.Unknown(Severity,
            $"The role trusts only Lambda, and no function or version in the files uses it. Not in the files: {missing}. "
            + $"{Evidence.LastUse(role)}",
            "Run Test-LambdaExecutionRole on the account, without -Path: it reads every enabled region, versions included.");
    }

    private static bool IsForLambdaOnly(ExecutionRole role, RoleCases cases)
    {
        if (!role.TrustsLambda || role.Path.StartsWith("/aws-service-role/", StringComparison.Ordinal)
            || cases.TrustOf(role, out _) is not { } trust) return false;
        return trust.Statements.Where(statement => statement.Effect == PolicyEffect.Allow)
            .SelectMany(statement => statement.Principals?.Values ?? [])
            .All(principal => principal is $"Service:{TrustPolicies.LambdaPrincipal}" or $"Service:{TrustPolicies.EdgePrincipal}");
    }
}
