namespace LambdaRoleAudit.Reports;

/// <summary>What an entry of a report says, whatever it is about.</summary>
public enum ReportOutcome
{
    /// <summary>Something is wrong.</summary>
    Problem,

    /// <summary>It could not be decided, or verified.</summary>
    Undecided,

    /// <summary>Something is wrong, and may be for now.</summary>
    Suppressed,

    /// <summary>All is well, or was done.</summary>
    Fine,
}
