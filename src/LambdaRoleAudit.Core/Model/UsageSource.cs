namespace LambdaRoleAudit.Model;

/// <summary>Where CloudTrail records were read.</summary>
public enum UsageSource
{
    /// <summary>Files.</summary>
    Files,

    /// <summary>The S3 bucket of a trail.</summary>
    Trail,

    /// <summary>CloudTrail event history (LookupEvents): management events of 90 days, by the name of the session.</summary>
    EventHistory,

    /// <summary>A table in Athena over the S3 bucket of a trail.</summary>
    Athena,
}
