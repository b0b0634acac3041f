namespace LambdaRoleAudit.Reports;

/// <summary>
/// How much of each role is in the page. Usually everything. The file must stay under 5 MB with ten thousand functions, so that browsers
/// open it quickly and mail takes it: then only the worst roles have everything, and the others have a line for each finding.
/// </summary>
/// <param name="CompleteRoles">The number of roles, the worst first, that have everything.</param>
/// <param name="LongestEvidence">The most characters of an evidence of the other roles.</param>
internal sealed record PageBudget(int CompleteRoles, int LongestEvidence)
{
    private const int MostBytes = 2_500_000;
    private const int MostFindings = 5_000;
    private const int MostBytesOfWorst = 300_000;
    private const int MostFindingsOfWorst = 500;
    private const int MostBytesWithLines = 4_000_000;

    /// <summary>Markup and numbers: of a finding, of a finding on a line, of a role, of a row of the table.</summary>
    private const int OfFinding = 240;
    private const int OfLine = 22;
    private const int OfRole = 330;
    private const int OfRow = 14;

    private static readonly int[] Lengths = [1000, 500, 300, 200, 160, 130, 100, 80, 60, 40];

    /// <summary>Returns the largest budget that keeps the page small.</summary>
    public static PageBudget Of(IReadOnlyList<RoleSection> roles)
    {
        var (bytes, findings, complete) = (0L, 0, 0);
        foreach (var role in roles)
        {
            bytes += SizeOf(role);
            findings += role.Findings.Count;
            if (bytes <= MostBytesOfWorst && findings <= MostFindingsOfWorst) complete++;
        }

        if (bytes <= MostBytes && findings <= MostFindings) return new PageBudget(int.MaxValue, int.MaxValue);
        var worst = roles.Take(complete).Sum(SizeOf);
        return new PageBudget(
            complete,
            Lengths.FirstOrDefault(
                length => worst + roles.Skip(complete).Sum(role => SizeOnLines(role, length)) <= MostBytesWithLines,
                Lengths[^1]));
    }

    private static long SizeOf(RoleSection role) => OfRole + (3 * role.Name.Length) + Names(role)
        + role.Facts.Sum(fact => 120L + OfRow + fact.Evidence.Length + (fact.Note?.Length ?? 0))
        + role.Findings.Sum(group => OfFinding + (OfRow * (long)group.Entries.Count) + (group.Shown.Evidence.Length * 5L / 4)
            + (group.Shown.Remedy?.Length ?? 0) + group.Shown.Title.Length);

    private static long SizeOnLines(RoleSection role, int longest) => 20 + role.Name.Length + Names(role)
        + role.Facts.GroupBy(fact => fact.Kind).Sum(kind => OfLine + (kind.Count() * (OfRow + 12L)))
        + role.Findings.Sum(group => OfLine + (OfRow * (long)group.Entries.Count)
             + Math.Min(group.Shown.Evidence.Length, longest));

    /// <summary>Names are in the section, and in the words of the table with their regions.</summary>
    private static long Names(RoleSection role) =>
         role.Functions.Sum(function => (2L * function.Name.Length) + (2 * function.Region.Length) + 8);
}
