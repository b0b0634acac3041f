using System.Globalization;

namespace LambdaRoleAudit.Reports;

/// <summary>The sentences of the verdict about usage.</summary>
internal static class UsageVerdict
{
    /// <summary>Returns the sentences; none if the report has no usage.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<RoleUsage> roles)
    {
        if (roles.Count == 0) yield break;
        var functions = roles.Sum(role => role.Functions.Count);
        var granted = roles.All(role => role.GrantedActions is not null) ? roles.Sum(role => role.GrantedActions) : null;
        var used = roles.Sum(role => role.UsedActions);
        var least = roles.All(role => role.All.All(one => one.Usage.IsComplete)) ? "" : "at least ";
        var allowed = granted is { } known ? string.Create(
            CultureInfo.InvariantCulture, $"; {(roles.Count == 1 ? "the role allows" : "the roles allow")} {known:N0}") : "";
        yield return $"{HtmlText.Count(functions, "function")} on {HtmlText.Count(roles.Count, "role")} used {least}"
            + $"{HtmlText.Count(used, "action")}{allowed}.";
        if (granted is not null) yield return Services(roles);
        var denied = roles.Sum(role => role.All.Sum(one => one.Usage.DeniedCount));
        if (denied > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{denied:N0} call{(denied == 1 ? " was" : "s were")} denied.");
    }

    /// <summary>Returns how many services of the roles nobody used, and for how many this cannot be told.</summary>
    private static string Services(IReadOnlyList<RoleUsage> roles)
    {
        var services = roles.SelectMany(role => role.Services).ToList();
        var (all, unused) = (services.Count(service => service.Granted > 0), services.Count(service => service.IsUnused));
        var hidden = services.Count(service => service.IsUnseen || service.IsPartlyUnseen);
        return string.Create(CultureInfo.InvariantCulture, $"Nobody used {unused:N0} of the {all:N0} allowed services")
            + (hidden == 0 ? "." : string.Create(
                CultureInfo.InvariantCulture, $". For {hidden:N0}, the records do not show all calls, and no use was seen."));
    }
}
