using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>What one function did with one service.</summary>
/// <param name="Used">The number of different actions that it used.</param>
/// <param name="Beyond">How many of them the role's policies do not allow now: another policy allows them, or the role has changed.</param>
/// <param name="Granted">The number of the service's actions that the role's policies allow; null if they were not read.</param>
/// <param name="Unseen">The number of these actions that were not seen, and whose use the records would not show.</param>
/// <param name="Denied">The number of calls that were denied.</param>
/// <param name="LastAccessed">The last time that a session of the role used the service, from IAM; null if it is not known.</param>
internal sealed record UsageCell(int Used, int Beyond, int? Granted, int Unseen, long Denied, DateTimeOffset? LastAccessed)
{
    /// <summary>True if the policies allow the service, and the records would show the use of none of its actions.</summary>
    public bool IsUnseen => Used == 0 && Granted > 0 && Unseen == Granted;

    /// <summary>Returns the cells of a function, by service: those that its role allows, and those that it called.</summary>
    public static Dictionary<string, UsageCell> Of(LambdaRoleUsage usage)
    {
        var cells = new Dictionary<string, UsageCell>(StringComparer.OrdinalIgnoreCase);
        var nothing = new UsageCell(0, 0, usage.Coverage is null ? null : 0, 0, 0, null);
        var usedOfGranted = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in usage.Coverage ?? [])
        {
            var cell = cells.GetValueOrDefault(part.Service, nothing);
            usedOfGranted[part.Service] = usedOfGranted.GetValueOrDefault(part.Service) + part.UsedActionCount;
            cells[part.Service] = cell with
            {
                Granted = cell.Granted + part.GrantedActionCount,
                Unseen = cell.Unseen + (part.Status == CoverageStatus.Seen ? 0 : part.GrantedActionCount - part.UsedActionCount),
                LastAccessed = part.LastAccessed > cell.LastAccessed || cell.LastAccessed is null ? part.LastAccessed : cell.LastAccessed,
            };
        }

        foreach (var service in usage.Permissions.GroupBy(permission => ServiceOf(permission.Action), StringComparer.OrdinalIgnoreCase))
        {
            var used = service.Where(permission => permission.Count > 0)
                .DistinctBy(permission => permission.Action, StringComparer.OrdinalIgnoreCase).Count();
            cells[service.Key] = cells.GetValueOrDefault(service.Key, nothing) with
            {
                Used = used,
                Beyond = usage.Coverage is null ? 0 : Math.Max(0, used - usedOfGranted.GetValueOrDefault(service.Key)),
                Denied = service.Sum(permission => permission.DeniedCount),
            };
        }

        return cells;
    }

    /// <summary>Returns the service of an action: its prefix.</summary>
    public static string ServiceOf(string action) =>
        action.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? action[..colon] : action;
}
