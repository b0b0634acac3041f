namespace LambdaRoleAudit.Reports;

/// <summary>The outcome of an entry of a report, whatever it is about.</summary>
public enum ReportOutcome
{
    /// <summary>There is a problem.</summary>
    Problem,

    /// <summary>The result could not be decided or verified.</summary>
    Undecided,

    /// <summary>There is a problem, and a suppression accepts it for now.</summary>
    Suppressed,

    /// <summary>There is no problem, or the action was done.</summary>
    Fine,
}
