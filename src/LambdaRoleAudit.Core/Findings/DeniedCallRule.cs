using System.Globalization;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Findings;

/// <summary>LRA-208: the function makes calls that are denied.</summary>
internal sealed class DeniedCallRule : FindingRule
{
    public override string RuleId => "LRA-208";

    public override string Title => "Calls of the function are denied";

    public override FindingSeverity Severity => FindingSeverity.Medium;

    public override ItemList<string> Compliance { get; } = ["AWS Well-Architected SEC04-BP02"];

    public override bool NeedsUsage => true;

    /// <summary>The usage that -Usage does not have is reported by LRA-207.</summary>
    internal override IEnumerable<RuleOutcome> Check(FunctionCase function) =>
        from usage in function.Usage
        let denied = usage.Permissions.Where(permission => permission.DeniedCount > 0)
            .OrderByDescending(permission => permission.DeniedCount).ThenBy(permission => permission.Action, StringComparer.Ordinal)
            .ToList()
        where denied.Count > 0
        select RuleOutcome.Fail(Severity, Evidence(usage, denied), Remedy);

    private const string Remedy =
        "If the function needs the permissions, add them to its role, or to the resource policy that denies them. If it does not, remove "
        + "the calls from its code.";

    private static string Evidence(LambdaRoleUsage usage, List<UsedPermission> denied)
    {
        var calls = NameList.Few(denied.Select(permission => string.Create(
            CultureInfo.InvariantCulture,
            $"{permission.Action} on {permission.ResourceArn ?? "an unknown resource"} ({permission.DeniedCount:N0} times, last "
            + $"{permission.LastSeen:yyyy-MM-dd}{(permission.Count > 0 ? ", also allowed" : "")})")));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{usage.DeniedCount:N0} calls were denied from {usage.From:yyyy-MM-dd} to {usage.To:yyyy-MM-dd}: {calls}.");
    }
}
