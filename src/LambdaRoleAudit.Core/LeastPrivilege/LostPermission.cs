using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>A permission in evidence that narrowed policies do not allow as the source does.</summary>
/// <param name="Action">The action.</param>
/// <param name="Resource">The resource, or a pattern.</param>
/// <param name="Request">A request that only the source allows; null if none was found.</param>
public sealed record LostPermission(string Action, string Resource, string? Request)
{
    /// <summary>Returns the permission on one line.</summary>
    public override string ToString() => VisibleText.Of($"{Action} on {Resource}{(Request is null ? "" : $": {Request}")}");
}
