using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>What a report says about the use of one role: by its functions, and by sessions that no function can be named for.</summary>
internal sealed class RoleUsage
{
    private RoleUsage(string arn, IReadOnlyList<ReportEntry> entries, RoleSection? known)
    {
        Arn = arn;
        Functions =
        [
            .. entries.Where(entry => entry.FunctionName is not null).Select(entry => (Entry: entry, Usage: (LambdaRoleUsage)entry.Source))
                .OrderByDescending(one => one.Usage.UsedActionCount).ThenByDescending(one => one.Usage.DeniedCount)
                .ThenBy(one => one.Entry.FunctionName, StringComparer.Ordinal).ThenBy(one => one.Entry.Region, StringComparer.Ordinal),
        ];
        Others =
        [
            .. entries.Where(entry => entry.FunctionName is null).Select(entry => (Entry: entry, Usage: (LambdaRoleUsage)entry.Source)),
        ];
        var services = new Dictionary<string, UsageService>(StringComparer.OrdinalIgnoreCase);
        foreach (var (entry, usage) in Functions.Concat(Others))
        {
            foreach (var (name, cell) in UsageCell.Of(usage))
            {
                if (!services.TryGetValue(name, out var service)) services.Add(name, service = new UsageService(name));
                service.Add(cell, isFunction: entry.FunctionName is not null);
            }
        }

        Services =
        [
            .. services.Values.OrderByDescending(service => service.Users).ThenByDescending(service => service.IsUsed)
                .ThenByDescending(service => service.Denied > 0).ThenByDescending(service => service.IsUnused)
                .ThenByDescending(service => service.IsPartlyUnseen).ThenBy(service => service.Name, StringComparer.Ordinal),
        ];
        UsedActions = Functions.Concat(Others).SelectMany(one => one.Usage.Permissions).Where(permission => permission.Count > 0)
            .DistinctBy(permission => permission.Action, StringComparer.OrdinalIgnoreCase).Count();
        var present = Functions.Select(one => FunctionName.Of(one.Entry)!).ToHashSet();
        Absent = [.. known?.Functions.Where(function => !present.Contains(function)) ?? []];
        IsShared = present.Count + Absent.Count > 1 || known is { IsShared: true };
    }

    /// <summary>The role's ARN; empty if it is not known.</summary>
    public string Arn { get; }

    /// <summary>The role's name.</summary>
    public string Name => Arn.Length > 0 ? Model.Arn.NameIn(Arn) : "Role not known";

    /// <summary>The functions, those that used most first.</summary>
    public IReadOnlyList<(ReportEntry Entry, LambdaRoleUsage Usage)> Functions { get; }

    /// <summary>The sessions that no function can be named for.</summary>
    public IReadOnlyList<(ReportEntry Entry, LambdaRoleUsage Usage)> Others { get; }

    /// <summary>The functions that use the role by other objects in the report, and whose usage is not in it.</summary>
    public IReadOnlyList<FunctionName> Absent { get; }

    /// <summary>The services that the role allows or that were called: those that most functions used first.</summary>
    public IReadOnlyList<UsageService> Services { get; }

    /// <summary>The number of different actions that were used.</summary>
    public int UsedActions { get; }

    /// <summary>The number of actions that the role's policies allow; null if they were not read.</summary>
    public int? GrantedActions => All.Select(one => one.Usage.GrantedActionCount).FirstOrDefault(count => count is not null);

    /// <summary>True if several functions use the role.</summary>
    public bool IsShared { get; }

    /// <summary>The functions, and the other sessions.</summary>
    public IEnumerable<(ReportEntry Entry, LambdaRoleUsage Usage)> All => Functions.Concat(Others);

    /// <summary>Returns the roles of a report: shared roles first, and those with the most functions first.</summary>
    public static IReadOnlyList<RoleUsage> Of(IReadOnlyList<ReportEntry> entries, IReadOnlyList<RoleSection> roles)
    {
        var known = roles.ToLookup(role => role.Arn, StringComparer.OrdinalIgnoreCase);
        return
        [
            .. entries.Where(entry => entry.Kind == UsageEntries.Kind)
                .GroupBy(entry => entry.RoleArn ?? "", StringComparer.OrdinalIgnoreCase)
                .Select(role => new RoleUsage(role.First().RoleArn ?? "", [.. role], known[role.Key].FirstOrDefault()))
                .OrderByDescending(role => role.IsShared).ThenByDescending(role => role.Functions.Count)
                .ThenByDescending(role => role.Services.Count(service => service.IsUnused))
                .ThenBy(role => role.Name, StringComparer.Ordinal),
        ];
    }
}
