namespace LambdaRoleAudit.Catalog;

/// <summary>How CloudTrail records the use of an action.</summary>
/// <param name="Class">The kind of event.</param>
/// <param name="ResourceTypes">
/// Of a data event, the values of <c>resources.type</c> in advanced event selectors that include it: <c>AWS::S3::Object</c>. The type
/// depends on the resource of the call, so a trail sees every use only if it selects all of them.
/// </param>
/// <param name="IsRead">True if the event's <c>readOnly</c> is true, so that a selector for write events leaves it out.</param>
public sealed record EventClassOf(EventClass Class, IReadOnlyList<string> ResourceTypes, bool IsRead)
{
    /// <summary>
    /// False if <see cref="IsRead"/> is only likely. A trail then sees every use only if it has both read and write events.
    /// </summary>
    public bool IsReadKnown { get; init; }
}
