namespace LambdaRoleAudit.Model;

/// <summary>The resources of a narrowed statement. They are never more than the resources of the source's statement.</summary>
public enum NarrowedResourceScope
{
    /// <summary>The resources that were used.</summary>
    Seen,

    /// <summary>The resources that were used, widened by a rule for each type of resource: an object to its bucket.</summary>
    Widened,

    /// <summary>The resources of the source's statement, unchanged.</summary>
    Source,
}
