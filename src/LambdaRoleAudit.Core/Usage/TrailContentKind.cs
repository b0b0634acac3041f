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

    /// <summary>Nothing.</summary>
    Empty,

    /// <summary>None of these.</summary>
    Other,
}
