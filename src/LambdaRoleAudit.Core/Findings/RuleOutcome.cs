using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Findings;

/// <summary>What a rule says of one case, where it does not pass.</summary>
/// <param name="Status">Fail or Unknown.</param>
/// <param name="Severity">How bad it is, or would be.</param>
/// <param name="Evidence">What a reader needs to believe it.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record RuleOutcome(FindingStatus Status, FindingSeverity Severity, string Evidence, string? Remedy = null)
{
    public static RuleOutcome Fail(FindingSeverity severity, string evidence, string? remedy = null) =>
        new(FindingStatus.Fail, severity, evidence, remedy);

    public static RuleOutcome Unknown(FindingSeverity severity, string evidence, string? remedy = null) =>
        new(FindingStatus.Unknown, severity, evidence, remedy);
}
