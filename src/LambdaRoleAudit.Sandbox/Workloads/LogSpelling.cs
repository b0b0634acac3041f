namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>How a log is written.</summary>
public enum LogSpelling
{
    /// <summary>As a trail writes it: <c>{"Records":[…]}</c> in .json.gz files, in the trail's folders.</summary>
    Trail,

    /// <summary>The same without compression.</summary>
    PlainJson,

    /// <summary>One record a line, in .jsonl files, one for each region.</summary>
    JsonLines,

    /// <summary>The output of <c>aws cloudtrail lookup-events</c>, one file for each region: management events only.</summary>
    LookupEvents,
}
