namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>The shape of the records of Lambda functions, which changed twice.</summary>
public enum RecordEra
{
    /// <summary>By the date of each event: before 2025, before June 2026, and after.</summary>
    ByDate,

    /// <summary>2024: no <c>inScopeOf</c>; only the session's name tells the function.</summary>
    WithoutScope,

    /// <summary>2025: <c>inScopeOf</c> with the function.</summary>
    WithFunction,

    /// <summary>2026: <c>inScopeOf</c> with the function and its version.</summary>
    WithVersion,

    /// <summary>Each event has one of the three.</summary>
    Mixed,
}
