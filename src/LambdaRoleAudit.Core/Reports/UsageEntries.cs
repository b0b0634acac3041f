using System.Globalization;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>Creates the entries of a usage: one for the function or the role's other sessions, and one for each thing in it.</summary>
internal static class UsageEntries
{
    /// <summary>The kind of the whole object.</summary>
    public const string Kind = "Usage";

    /// <summary>The kind of a service that the role's policies allow.</summary>
    public const string CoverageKind = "ServiceCoverage";

    private const string RuleId = "usage";

    /// <summary>Returns the entry of the object, with a part for each permission, each unmapped call and each service.</summary>
    public static ReportEntry Of(LambdaRoleUsage usage)
    {
        var entry = Line(usage, Kind, usage) with
        {
            Outcome = usage.DeniedCount > 0 ? ReportOutcome.Problem
                : usage.IsComplete && usage.FunctionName is not null ? ReportOutcome.Fine : ReportOutcome.Undecided,
            Status = usage.FunctionName is null ? "Unattributed" : usage.UsedActionCount > 0 ? "Used" : "NoUseSeen",
            Title = usage.FunctionName is null ? "Calls of other sessions of the role" : "What the function used of its role",
            Evidence = Summary(usage),
            Note = Gaps(usage),
            IsComplete = usage.IsComplete,
            Count = usage.Permissions.Sum(permission => permission.Count),
            DeniedCount = usage.DeniedCount,
            FirstSeen = usage.Permissions.Count > 0 ? usage.Permissions.Min(permission => permission.FirstSeen) : null,
            LastSeen = usage.Permissions.Count > 0 ? usage.Permissions.Max(permission => permission.LastSeen) : null,
        };
        return entry with { Parts = Parts(usage) };
    }

    /// <summary>Returns what the calls were made on, and how many there were, on one line.</summary>
    public static string WithCalls(ReportEntry part) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(part.Evidence.Length > 0 ? $"{part.Evidence}: " : "")}{part.Count:N0} call{(part.Count == 1 ? "" : "s")}"
        + $"{(part.DeniedCount > 0 ? $", {part.DeniedCount:N0} denied" : "")}, last on {part.LastSeen?.UtcDateTime:yyyy-MM-dd}");

    private static IEnumerable<ReportEntry> Parts(LambdaRoleUsage usage)
    {
        foreach (var permission in usage.Permissions)
        {
            yield return Line(usage, "UsedPermission", permission) with
            {
                Outcome = permission.DeniedCount > 0 ? ReportOutcome.Problem : ReportOutcome.Fine,
                Status = permission.DeniedCount == 0 ? "Used" : permission.Count == 0 ? "Denied" : "PartlyDenied",
                Title = permission.Action,
                Evidence = permission.ResourceArn ?? "an unknown resource",
                Note = $"called in {string.Join(", ", permission.Regions)}; {By(permission.Attribution)}; "
                    + $"events {string.Join(", ", permission.EventIds)}",
                Count = permission.Count,
                DeniedCount = permission.DeniedCount,
                FirstSeen = permission.FirstSeen,
                LastSeen = permission.LastSeen,
            };
        }

        foreach (var call in usage.Unmapped)
        {
            yield return Line(usage, "UnmappedCall", call) with
            {
                Outcome = ReportOutcome.Undecided,
                Status = "Unmapped",
                Title = $"{call.EventSource} {call.EventName}",
                Evidence = "The permission that these calls needed is not known.",
                Note = call.EventId is null ? null : $"events {call.EventId}",
                Count = call.Count,
                LastSeen = call.LastSeen,
            };
        }

        foreach (var service in usage.Coverage ?? [])
        {
            yield return Line(usage, CoverageKind, service) with
            {
                Outcome = service.Status == CoverageStatus.Seen ? ReportOutcome.Fine : ReportOutcome.Undecided,
                Status = service.Status.ToString(),
                Title = service.EventType is null ? service.Service : $"{service.Service} ({service.EventType})",
                Evidence = string.Create(
                    CultureInfo.InvariantCulture, $"{service.UsedActionCount:N0} of {service.GrantedActionCount:N0} allowed actions used."),
                Note = service.Reason,
                LastSeen = service.LastAccessed,
            };
        }
    }

    private static ReportEntry Line(LambdaRoleUsage usage, string kind, object source) => new()
    {
        Kind = kind,
        Outcome = ReportOutcome.Fine,
        RuleId = RuleId,
        Status = "",
        Title = "",
        AccountId = usage.AccountId,
        Region = usage.Region,
        FunctionName = usage.FunctionName,
        FunctionArn = usage.FunctionArn,
        RoleArn = usage.RoleArn,
        CoveredRegions = usage.LogRegions,
        UnreadRegions = usage.UnreadLogRegions,
        Source = source,
    };

    private static string Summary(LambdaRoleUsage usage)
    {
        var services = usage.Coverage?.GroupBy(service => service.Service, StringComparer.OrdinalIgnoreCase).ToList();
        var allowed = usage.GrantedActionCount is { } granted
            ? string.Create(CultureInfo.InvariantCulture, $"; its role allows {granted:N0}") : "; what its role allows was not read";
        var parts = new List<string>
        {
            $"{HtmlText.Count(usage.UsedActionCount, "action")} used{allowed}.",
            Named("Used", usage.Permissions.Where(permission => permission.Count > 0)
                .Select(permission => UsageCell.ServiceOf(permission.Action)).Distinct(StringComparer.OrdinalIgnoreCase)),
        };
        if (services is not null)
        {
            var unused = services.Where(service => service.All(part => part.UsedActionCount == 0)).ToList();
            parts.Add(Named("Allowed and not used", unused
                .Where(service => service.All(part => part.Status == CoverageStatus.Seen)).Select(service => service.Key)));
            parts.Add(Named("Not, or not completely, visible in the records", unused
                .Where(service => service.Any(part => part.Status != CoverageStatus.Seen)).Select(service => service.Key)));
        }

        return string.Join(' ', parts.Where(part => part.Length > 0));
    }

    private static string Named(string label, IEnumerable<string> services) =>
        NameList.Few(services) is { Length: > 0 } names ? $"{label}: {names}." : "";

    private static string Gaps(LambdaRoleUsage usage) => string.Join(' ', UsageRecords.Sentences(usage));

    /// <summary>Returns how calls were attributed, in words.</summary>
    public static string By(UsageAttribution attribution) => attribution == UsageAttribution.None
        ? "no function can be named"
        : "by " + string.Join(" and ", new[]
        {
            (UsageAttribution.FunctionArn, "function ARN"), (UsageAttribution.SessionName, "session name"),
            (UsageAttribution.SharedSessionName, "session name of several functions"),
        }.Where(way => attribution.HasFlag(way.Item1)).Select(way => way.Item2));
}
