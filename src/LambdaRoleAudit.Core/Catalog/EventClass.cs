namespace LambdaRoleAudit.Catalog;

/// <summary>How CloudTrail records the use of an action.</summary>
public enum EventClass
{
    /// <summary>As a management event. Every trail that logs management events has it, and so has event history.</summary>
    Management,

    /// <summary>As a data event, only if the trail's selectors include the resource.</summary>
    Data,

    /// <summary>Never.</summary>
    NeverLogged,

    /// <summary>Not known. That no event was seen does not show that the action was not used.</summary>
    Unknown,
}
