using System.Globalization;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>What prevents a narrowing, or should be known about it. The ids are stable.</summary>
internal static class NarrowingIssues
{
    /// <summary>Records that end earlier are reported. A plan can be reviewed for some days.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromDays(7);

    /// <summary>Returns what is missing in the evidence.</summary>
    public static IEnumerable<PlanIssue> OfEvidence(NarrowingInput input)
    {
        var usage = input.Usage;
        var minimum = input.Options.MinimumDays;
        if (usage.From is not { } from || usage.To is not { } to)
        {
            yield return new PlanIssue(
                "EvidenceTooShort", $"No records were read, and at least {Days(minimum)} with records must be (-MinimumDays).");
        }
        else if (to > input.Now.AddDays(1) || to < from)
        {
            yield return new PlanIssue(
                "EvidenceNotValid",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The period of the usage is not possible: {from.UtcDateTime:yyyy-MM-dd} to {to.UtcDateTime:yyyy-MM-dd}. Read the "
                    + $"usage again."));
        }
        else if (DaysWithRecords(usage) is var days && days < minimum)
        {
            var without = usage.DaysWithoutRecords.Count == 0 ? "" : $", and {Days(usage.DaysWithoutRecords.Count)} without";
            yield return new PlanIssue(
                "EvidenceTooShort",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"There is evidence since {FirstDay(usage, from):yyyy-MM-dd}: {Days(days)} with records{without}. At least "
                    + $"{Days(minimum)} with records must be there (-MinimumDays)."));
        }

        var incomplete = input.OtherUsage.Where(other => other.FunctionArn is null).Prepend(usage).Where(one => !one.IsComplete).ToList();
        if (incomplete.Count > 0)
        {
            var unread = incomplete.SelectMany(one => one.Unread).Distinct(StringComparer.Ordinal).ToList();
            yield return new PlanIssue(
                "EvidenceIncomplete",
                $"Not everything that was requested could be read: {(unread.Count == 0 ? "see the usage" : NameList.Few(unread))}. "
                + "What the function used can be missing. Read the usage again.");
        }

        if (input.Options.DropUnseen && input.LastAccessed is null)
        {
            yield return new PlanIssue(
                "LastAccessedRequired",
                "-DropUnseen needs IAM's service last accessed information about this role, for a time in which the role existed: at least "
                + $"{Days(minimum)}. Read the usage with Get-LambdaRoleUsage -LastAccessed when the role is old enough, or use "
                + "-KeepUnseen.");
        }
    }

    /// <summary>Returns the number of whole days of the period that have records.</summary>
    public static int DaysWithRecords(LambdaRoleUsage usage) => usage is { From: { } from, To: { } to }
        ? Math.Max(0, (int)Math.Floor((to - from).TotalDays) - usage.DaysWithoutRecords.Count)
        : 0;

    /// <summary>Returns the first day of the period that has records.</summary>
    private static DateTime FirstDay(LambdaRoleUsage usage, DateTimeOffset from)
    {
        var day = from.UtcDateTime.Date;
        while (usage.DaysWithoutRecords.Contains(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))) day = day.AddDays(1);
        return day;
    }

    /// <summary>Returns the failed proofs.</summary>
    public static IEnumerable<PlanIssue> OfProofs(ProofResult noMore, EvidenceProof evidence)
    {
        if (noMore.Outcome != ProofOutcome.Proven)
        {
            var why = noMore.Witnesses.Count > 0 ? $"It would allow {noMore.Witnesses[0].Request}." : noMore.Reason;
            yield return new PlanIssue(
                "NarrowedNotProven", $"It is not proven that the narrowed policies grant no more than the source. {why}");
        }

        if (evidence.Outcome == ProofOutcome.Refuted)
        {
            yield return new PlanIssue(
                "EvidenceLost",
                $"The narrowed policies do not allow what was used: {NameList.Few(evidence.Lost.Select(lost => lost.ToString()))}.");
        }
        else if (evidence.Outcome == ProofOutcome.Unknown)
        {
            yield return new PlanIssue(
                "EvidenceNotProven", $"It is not proven that the narrowed policies allow everything that was used. {evidence.Reason}");
        }
    }

    /// <summary>Returns what the user should know.</summary>
    public static IEnumerable<PlanIssue> Warnings(NarrowingInput input, EvidenceProof evidence)
    {
        if (input.Usage.To is { } to && input.Now - to > Recent)
        {
            yield return new PlanIssue(
                "EvidenceOld",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The records end on {to.UtcDateTime:yyyy-MM-dd}. What the function has used since then is not in them."));
        }

        if (input.Usage.Permissions.Count == 0 && input.Usage.Unmapped.Count == 0)
        {
            yield return new PlanIssue(
                "NoActivity",
                "The records show no call of the function. It makes none that is logged, or it did not run. Check its invocations.");
        }

        if (evidence.NotFromSource.Count > 0)
        {
            yield return new PlanIssue(
                "UsedWithoutPermission",
                $"The role does not allow what was used: {NameList.Few(evidence.NotFromSource)}. Another policy allows it, which may "
                + "name the role, or the role was changed.");
        }
    }

    private static string Days(int count) => FormattableString.Invariant($"{count} {(count == 1 ? "day" : "days")}");
}
