using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Findings;

/// <summary>The result of a rule that does not pass, for one case.</summary>
/// <param name="Status">Fail or Unknown.</param>
/// <param name="Severity">The severity; for an unknown result, the severity that it would have.</param>
/// <param name="Evidence">The evidence for the result.</param>
/// <param name="Remedy">What to do about it.</param>
internal sealed record RuleOutcome(FindingStatus Status, FindingSeverity Severity, string Evidence, string? Remedy = null)
{
    public static RuleOutcome Fail(FindingSeverity severity, string evidence, string? remedy = null) =>
        new(FindingStatus.Fail, severity, evidence, remedy);

    public static RuleOutcome Unknown(FindingSeverity severity, string evidence, string? remedy = null) =>
        new(FindingStatus.Unknown, severity, evidence, remedy);
}
