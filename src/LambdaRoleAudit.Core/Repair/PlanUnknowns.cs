using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Repair;

/// <summary>What could not be read and can matter to any step. An unknown blocks a step, unless it is explicitly allowed.</summary>
internal static class PlanUnknowns
{
    /// <summary>Returns each unknown, and whether it is allowed.</summary>
    public static IEnumerable<(PlanIssue Issue, bool IsAllowed)> Of(Account account, RepairOptions options)
    {
        if (!account.IsRead)
            yield return (new PlanIssue(
                "RegionsUnknown",
                $"Not read: {account.Unread}. Functions there may also use the source role, or allow it to call them. Allow "
                + "lambda:ListFunctions there, exclude these regions with -Region, or plan anyway with -AllowUnknown."),
                options.AllowUnknown);
        // The option that allows unread regions does not allow this: if a resource policy names the source role, its caller breaks.
        if (account.Policies?.Unread is { Count: > 0 } unread && !account.IsFromFiles)
            yield return (new PlanIssue(
                "ResourcePoliciesUnknown",
                $"Resource policies of functions could not be read ({account.Policies.Why}): {NameList.Few(unread)}. They may name the "
                + "source role. Allow lambda:GetPolicy, or plan without these checks with -SkipResourcePolicy."), false);
        if (account.IsFromFiles)
            yield return (new PlanIssue(
                "OnlyInAccount",
                "The plan was created from files, which do not show which deployment tool manages a function (its tags), the function's "
                + "state, whether the role quota allows more roles, and which resource policies name the source role. Plan again "
                + "without -Path, or plan anyway with -AllowUnknown."), options.AllowUnknown);
    }
}
