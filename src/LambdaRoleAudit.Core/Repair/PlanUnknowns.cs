using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

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
        if (account.ResourcePolicies is { } policies)
        {
            // The option that allows unread regions does not allow this: if a resource policy names the source role, its caller breaks.
            if (policies.Unread is { Count: > 0 } unread)
                yield return (new PlanIssue(
                    "ResourcePoliciesUnknown",
                    $"Resource policies could not be read ({Reasons(unread.Select(one => one.Why))}): "
                    + $"{NameList.Few(unread.Select(one => one.Resource.ResourceArn))}. They may name the source role. Allow "
                    + $"{Actions(unread.Select(one => one.Resource.Kind), kind => PolicyResources.Of(kind).ReadActions)}, or plan without "
                    + "these checks with -SkipResourcePolicy."), false);
            if (policies.Unlisted is { Count: > 0 } unlisted)
                yield return (new PlanIssue(
                    "ResourcesUnknown",
                    $"Resources could not be listed ({Reasons(unlisted.Select(one => one.Why))}): "
                    + $"{NameList.Few(unlisted.Select(one => $"{PolicyResources.Of(one.Kind).Words} in {one.Region}"))}. Their policies "
                    + "may name the source role. Allow "
                    + $"{Actions(unlisted.Select(one => one.Kind), kind => PolicyResources.Of(kind).ListActions)}, or plan anyway with "
                    + "-AllowUnknown."),
                    options.AllowUnknown);
        }

        if (account.IsFromFiles)
            yield return (new PlanIssue(
                "OnlyInAccount",
                "The plan was created from files, which do not show which deployment tool manages a function (its tags), the function's "
                + "state, whether the role quota allows more roles, and which resource policies name the source role. Plan again "
                + "without -Path, or plan anyway with -AllowUnknown."), options.AllowUnknown);
    }

    private static string Reasons(IEnumerable<string> reasons) => string.Join(", ", reasons.Distinct().Order(StringComparer.Ordinal));

    private static string Actions(IEnumerable<PolicyResourceKind> kinds, Func<PolicyResourceKind, IReadOnlyList<string>> actions) =>
        string.Join(", ", kinds.Distinct().Order().SelectMany(actions).Distinct());
}
