using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>
/// Checks usage that comes back from a file or from another session. A repair relies on it: a value that cannot be, or a list that is
/// missing, must not look like a permission that was not used.
/// </summary>
public static class UsageFault
{
    /// <summary>Returns what is wrong with usage, with the name of the property; null if nothing is.</summary>
    /// <param name="usage">The usage.</param>
    public static string? Of(LambdaRoleUsage usage)
    {
        foreach (var (name, value) in Lists(usage))
            if (value is null) return $"{name} is null.";
        if (usage.FunctionArn is { } arn)
        {
            if (!FunctionReference.TryParse(arn, out var function) || function.Qualifier is not null || function.Region is null)
                return "FunctionArn is not the ARN of a function without a qualifier.";
            if (function.FunctionName != usage.FunctionName) return "FunctionName is not the name in FunctionArn.";
            if (function.Region != usage.Region) return "Region is not the region in FunctionArn.";
            if (function.AccountId != usage.AccountId) return "AccountId is not the account in FunctionArn.";
        }

        if (usage.RoleArn is { } role && !Arn.TryParseRole(role, out _)) return "RoleArn is not the ARN of a role.";
        if (!Enum.IsDefined(usage.Source)) return "Source is not a known source.";
        for (var i = 0; i < usage.Permissions.Count; i++)
            if (OfPermission(usage.Permissions[i]) is { } wrong) return FormattableString.Invariant($"Permissions[{i}].{wrong}");
        for (var i = 0; i < (usage.Coverage?.Count ?? 0); i++)
            if (!Enum.IsDefined(usage.Coverage![i].Status))
                return FormattableString.Invariant($"Coverage[{i}].Status is not a known status.");
        return null;
    }

    private static string? OfPermission(UsedPermission permission) =>
        permission.Action is null || permission.Action.IndexOf(':', StringComparison.Ordinal) < 1 ? "Action is not an action."
        : permission.Count < 0 || permission.DeniedCount < 0 ? "Count is negative."
        : permission.EventIds is null || permission.Regions is null ? "EventIds or Regions is null."
        : null;

    private static IEnumerable<(string Name, object? Value)> Lists(LambdaRoleUsage usage) =>
    [
        (nameof(usage.Permissions), usage.Permissions), (nameof(usage.Unmapped), usage.Unmapped),
        (nameof(usage.DaysWithoutRecords), usage.DaysWithoutRecords), (nameof(usage.LogRegions), usage.LogRegions),
        (nameof(usage.UnreadLogRegions), usage.UnreadLogRegions), (nameof(usage.RegionsWithoutRecords), usage.RegionsWithoutRecords),
        (nameof(usage.Unread), usage.Unread), (nameof(usage.AccountId), usage.AccountId),
    ];
}
