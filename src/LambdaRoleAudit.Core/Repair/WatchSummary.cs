using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Repair;

/// <summary>How a watch ended.</summary>
/// <param name="Functions">The number of functions that were watched.</param>
/// <param name="Until">The end, in UTC.</param>
/// <param name="RolledBack">The number of functions that were rolled back.</param>
/// <param name="Open">The number of functions that should have been rolled back and were not.</param>
/// <param name="Source">The source of denied calls, for people.</param>
/// <param name="Unseen">The services whose denied calls the source does not show, sorted.</param>
/// <param name="UnreadRegions">The regions whose records could not be read to the end, sorted.</param>
/// <param name="UnreadMetrics">The number of functions whose errors could not be read in CloudWatch.</param>
public sealed record WatchSummary(
    int Functions, DateTimeOffset Until, int RolledBack, int Open, string Source, IReadOnlyList<string> Unseen,
    IReadOnlyList<string> UnreadRegions, int UnreadMetrics)
{
    /// <summary>Returns the summary on one line.</summary>
    public override string ToString() => VisibleText.Of(FormattableString.Invariant(
            $"Watched {Functions} {(Functions == 1 ? "function" : "functions")} until {Until:u}: {RolledBack} rolled back.")
        + (Open == 0 ? "" : FormattableString.Invariant($" Not rolled back, although calls were denied or errors rose: {Open}."))
        + (Unseen.Count == 0
            ? ""
            : $" Denied calls of these services are not visible in {Source}: {NameList.Few(Unseen)}."
                + (UnreadMetrics == 0
                    ? " The errors of their functions were compared with those of the week before."
                    : FormattableString.Invariant($" The errors of {UnreadMetrics} functions could not be read in CloudWatch.")))
        + (UnreadRegions.Count == 0 ? "" : $" Not read: {NameList.Few(UnreadRegions)}.")
        + " Calls of the last 15 minutes may not be visible yet.");
}
