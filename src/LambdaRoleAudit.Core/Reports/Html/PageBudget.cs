namespace LambdaRoleAudit.Reports;

/// <summary>
/// What of each finding is in the page. All of it is in a report of usual size. The file must stay under 5 MB with ten thousand functions,
/// so that browsers open it and mail takes it: then evidence is cut, and text that the rule's page has too is left out.
/// </summary>
/// <param name="LongestEvidence">The most characters of an evidence.</param>
/// <param name="HasAdvice">True if remedies that are not commands are included. The rule's text has the same advice.</param>
/// <param name="HasTitles">True if each finding has the title of its rule; the rule's text has the title too.</param>
internal sealed record PageBudget(int LongestEvidence, bool HasAdvice, bool HasTitles)
{
    private const int Most = 3_600_000;

    /// <summary>Markup and numbers of a finding, of a role, and of a function's name.</summary>
    private const int OfFinding = 150;
    private const int OfRole = 260;
    private const int OfRow = 22;

    /// <summary>Everything.</summary>
    public static PageBudget Full { get; } = new(int.MaxValue, HasAdvice: true, HasTitles: true);

    private static readonly PageBudget[] Budgets =
        [Full, new(1000, true, true), new(300, true, true), new(200, false, true), new(160, false, false), new(80, false, false)];

    /// <summary>Returns the largest budget that keeps the page small; the smallest, if none does.</summary>
    public static PageBudget Of(IReadOnlyList<RoleSection> roles) =>
        Budgets.FirstOrDefault(budget => roles.Sum(budget.SizeOf) <= Most) ?? Budgets[^1];

    /// <summary>Returns true if something is cut or left out.</summary>
    public bool IsCut => LongestEvidence < int.MaxValue;

    /// <summary>Returns the remedy, if it is in the page.</summary>
    public string? Remedy(ReportEntry entry) =>
        HasAdvice || entry.Remedy?.StartsWith("Repair-", StringComparison.Ordinal) == true ? entry.Remedy : null;

    private long SizeOf(RoleSection role) => OfRole + (2 * role.Name.Length) + role.Arn.Length
        + role.Functions.Sum(function => (2L * function.Name.Length) + 8)
        + role.Facts.Sum(fact => 60L + OfRow + Math.Min(fact.Evidence.Length, LongestEvidence))
        + role.Findings.Sum(group => OfFinding + (OfRow * (long)group.Entries.Count)
            + Math.Min(group.Shown.Evidence.Length, LongestEvidence) * 11L / 10
            + (Remedy(group.Shown)?.Length + 30 ?? 0) + (HasTitles ? group.Shown.Title.Length : 0)
            + (group.IsAboutRole ? 0 : group.Functions.Sum(function => (long)function.Name.Length + 30)));
}
