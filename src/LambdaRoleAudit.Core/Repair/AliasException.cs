using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Repair;

/// <summary>An alias cannot be moved. It was not changed.</summary>
internal sealed class AliasException(AliasStatus status, string reason) : Exception(reason)
{
    /// <summary>Blocked, if something does not fit; otherwise Failed.</summary>
    public AliasStatus Status { get; } = status;
}
