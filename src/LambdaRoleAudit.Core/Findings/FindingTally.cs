using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Findings;

/// <summary>Counts what is as bad as the caller would not have. What could not be decided counts too: unknown is not fine.</summary>
public sealed class FindingTally(FindingSeverity? limit)
{
    private int _failed;
    private int _unknown;

    /// <summary>The problem to end with; null where there is none.</summary>
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

    /// <summary>Takes a finding in.</summary>
    public void Count(LambdaRoleFinding finding)
    {
        if (finding.Severity < limit) return;
        if (finding.Status == FindingStatus.Fail) _failed++;
        else if (finding.Status == FindingStatus.Unknown) _unknown++;
    }
}
