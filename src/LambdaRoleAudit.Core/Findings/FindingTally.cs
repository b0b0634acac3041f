using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Findings;

/// <summary>
/// Counts the findings that reach the caller's severity limit. A rule that could not be decided also counts, because unknown is not a pass.
/// </summary>
public sealed class FindingTally(FindingSeverity? limit)
{
    private int _failed;
    private int _unknown;

    /// <summary>The problem with which to end the command; null if there is none.</summary>
    public Problem? Problem
    {
        get
        {
            if (limit is not { } severity || _failed + _unknown == 0) return null;
            var findings = FormattableString.Invariant($"{_failed} {(_failed == 1 ? "finding" : "findings")}");
            return _unknown == 0
                ? FindingErrors.FindingsFound.About(null, ("findings", findings), ("severity", severity))
                : FindingErrors.FindingsFoundOrUnknown.About(
                    null, ("findings", findings), ("severity", severity), ("unknown", _unknown));
        }
    }

    /// <summary>Adds a finding.</summary>
    public void Count(LambdaRoleFinding finding)
    {
        if (finding.Severity < limit) return;
        if (finding.Status == FindingStatus.Fail) _failed++;
        else if (finding.Status == FindingStatus.Unknown) _unknown++;
    }
}
