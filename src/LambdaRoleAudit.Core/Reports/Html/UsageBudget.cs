using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>How much of each function's usage is in the page, so that browsers open it quickly. Small reports have everything.</summary>
internal sealed class UsageBudget
{
    private const int MostRoles = 400;
    private const int MostPermissions = 10_000;
    private const int MostActions = 60_000;

    private int _permissions;

    /// <summary>Returns true if the role at this place has a section.</summary>
    public bool HasRoleFor(int index) => index < MostRoles && _permissions <= MostPermissions;

    /// <summary>Returns how much of the next function is shown.</summary>
    public UsageDetail Next(LambdaRoleUsage usage)
    {
        _permissions += usage.Permissions.Count + usage.Unmapped.Count;
        return _permissions <= MostPermissions ? UsageDetail.Permissions
            : _permissions <= MostActions ? UsageDetail.Actions : UsageDetail.Services;
    }
}

/// <summary>How much of a function's usage is shown.</summary>
internal enum UsageDetail
{
    /// <summary>Each permission.</summary>
    Permissions,

    /// <summary>A line with the actions; each permission is a row of the table.</summary>
    Actions,

    /// <summary>A line with the services.</summary>
    Services,
}
