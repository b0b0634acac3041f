namespace LambdaRoleAudit.Usage;

/// <summary>The kind of a file beside CloudTrail's records.</summary>
public enum TrailContentKind
{
    /// <summary>CloudTrail records.</summary>
    Records,

    /// <summary>A digest file: hashes of other files.</summary>
    Digest,

    /// <summary>Insight events.</summary>
    Insight,

    /// <summary>The event selectors of a trail: the output of <c>aws cloudtrail get-event-selectors</c>.</summary>
    Selectors,

    /// <summary>The description of a trail: the output of <c>aws cloudtrail describe-trails</c> or <c>get-trail</c>.</summary>
    Trail,

    /// <summary>Functions, roles or event source mappings.</summary>
    Account,

    /// <summary>Nothing.</summary>
    Empty,

    /// <summary>None of these.</summary>
    Other,
}
