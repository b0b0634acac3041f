using System.Globalization;
using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Findings;

/// <summary>LRA-207: the role allows actions that the function did not use, as far as CloudTrail records show it.</summary>
internal sealed class UnusedPermissionRule : FindingRule
{
    public override string RuleId => "LRA-207";

    public override string Title => "Execution role has unused permissions";

    public override FindingSeverity Severity => FindingSeverity.Medium;

    public override ItemList<string> Compliance { get; } = ["AWS Well-Architected SEC03-BP02", "AWS Well-Architected SEC03-BP04"];

    public override bool NeedsUsage => true;

    internal override IEnumerable<RuleOutcome> Check(FunctionCase function)
    {
        if (function.Usage.Count == 0)
        {
            yield return RuleOutcome.Unknown(
                Severity, "The usage of the function is not among the objects of -Usage.",
                $"Get-LambdaRoleUsage -FunctionName {function.Function.FunctionName} -Region {function.Function.Region}");
        }

        foreach (var usage in function.Usage)
        {
            if (usage.Coverage is not { } coverage)
            {
                yield return RuleOutcome.Unknown(
                    Severity, "The usage does not say which permissions the role has, because the role's policies were not read with it.",
                    "Read the usage with permission to read the role, or with files of functions and roles.");
            }
            else if (Unused(usage, Doubted(usage, coverage, function.OtherSessions)) is { } unused)
            {
                yield return unused;
            }
        }
    }

    /// <summary>Returns the result for one object; null if every action whose use would be seen was used.</summary>
    private RuleOutcome? Unused(LambdaRoleUsage usage, ItemList<ServiceCoverage> coverage)
    {
        var seen = coverage.Where(service => service.Status == CoverageStatus.Seen).ToList();
        var unused = seen.Sum(service => service.GrantedActionCount - service.UsedActionCount);
        var window = string.Create(CultureInfo.InvariantCulture, $"from {usage.From:yyyy-MM-dd} to {usage.To:yyyy-MM-dd}");
        var limits = Limits(usage, coverage);
        if (unused == 0)
        {
            return seen.Count == coverage.Count && usage.IsComplete
                ? null
                : RuleOutcome.Unknown(Severity, $"No permission is known to be unused {window}.{limits}", null);
        }

        var never = seen.GroupBy(service => service.Service, StringComparer.Ordinal)
            .Where(service => service.All(part => part.UsedActionCount == 0)
                && coverage.All(part => part.Service != service.Key || part.UsedActionCount == 0))
            .Select(service => service.Key).ToList();
        var services = never.Count == 0 ? "" : $" Services never used: {NameList.Few(never)}.";
        var evidence = string.Create(
            CultureInfo.InvariantCulture,
            $"{unused:N0} of {seen.Sum(service => service.GrantedActionCount):N0} actions that the role allows and the records show were "
            + $"not used {window}.{services}{limits}");
        // What the records do not contain could have been a use.
        return usage.IsComplete ? RuleOutcome.Fail(Severity, evidence, Remedy) : RuleOutcome.Unknown(Severity, evidence, Remedy);
    }

    /// <summary>
    /// A call whose action is not known, and a call of another session of the role, can be a use of each action of its service.
    /// </summary>
    private static ItemList<ServiceCoverage> Doubted(
        LambdaRoleUsage usage, ItemList<ServiceCoverage> coverage, IReadOnlyList<LambdaRoleUsage> otherSessions)
    {
        var services = usage.Unmapped.SelectMany(call => EventSourceNames.PrefixesOf(EventSourceNames.NameOf(call.EventSource)))
            .Concat(otherSessions.SelectMany(other => other.Permissions).Select(permission => permission.Action.Split(':')[0]))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. coverage.Select(service => service.Status == CoverageStatus.Seen && services.Contains(service.Service)
                ? service with { Status = CoverageStatus.Unknown }
                : service),
        ];
    }

    private const string Remedy =
        "Give the function a role with the permissions in its usage. Permissions in the usage have the action and the resource.";

    private static string Limits(LambdaRoleUsage usage, ItemList<ServiceCoverage> coverage)
    {
        var hidden = coverage.Where(service => service.Status != CoverageStatus.Seen).ToList();
        var text = hidden.Count == 0
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $" {hidden.Sum(service => service.GrantedActionCount):N0} actions cannot be seen "
                + $"({string.Join(", ", hidden.GroupBy(service => service.Status).OrderBy(group => group.Key).Select(Described))}).");
        if (usage.DaysWithoutRecords.Count > 0)
            text += string.Create(CultureInfo.InvariantCulture, $" {usage.DaysWithoutRecords.Count:N0} days have no records.");
        return usage.IsComplete ? text : $"{text} The usage is incomplete.";
    }

    private static string Described(IGrouping<CoverageStatus, ServiceCoverage> hidden) =>
        $"{hidden.Key}: {NameList.Few(hidden.Select(service => service.Service).Distinct(StringComparer.Ordinal))}";
}
