using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>How a role is narrowed.</summary>
public sealed record NarrowingOptions
{
    /// <summary>The default for <see cref="MinimumDays"/>.</summary>
    public const int DefaultMinimumDays = 30;

    /// <summary>The resources of narrowed statements.</summary>
    public NarrowedResourceScope ResourceScope { get; init; } = NarrowedResourceScope.Widened;

    /// <summary>
    /// True to drop actions whose use cannot be seen, if IAM's service last accessed information says that the role never used the service
    /// in the tracking period. False to keep them all.
    /// </summary>
    public bool DropUnseen { get; init; }

    /// <summary>The number of days with records that are needed.</summary>
    public int MinimumDays { get; init; } = DefaultMinimumDays;
}
