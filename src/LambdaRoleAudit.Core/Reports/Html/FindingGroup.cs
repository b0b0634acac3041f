using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>A finding as a reader counts it: what a rule says about a role is one finding,
///  although each function of the role has it.</summary>
internal sealed class FindingGroup(ReportEntry first)
{
    private static readonly HashSet<string> RoleRules =
        [.. RuleCatalog.All.Where(rule => rule is RoleRule or SharedRoleRule or DanglingRoleRule).Select(rule => rule.RuleId)];

    private readonly List<ReportEntry> _entries = [first];

    /// <summary>The entries: one for each function, and the shared role itself if it is in the report.</summary>
    public IReadOnlyList<ReportEntry> Entries => _entries;

    /// <summary>The entry whose text is shown: the shared role, which knows all its functions; otherwise the first.</summary>
    public ReportEntry Shown { get; private set; } = first;

    /// <summary>The functions, each once.</summary>
    public SortedSet<FunctionName> Functions { get; } =
         [.. FunctionName.Of(first) is { } function ? [function] : Array.Empty<FunctionName>()];

    /// <summary>True if the rule is about the role, and false if it is about single functions.</summary>
    public bool IsAboutRole => RoleRules.Contains(Shown.RuleId) || Functions.Count == 0;

    /// <summary>
    /// Returns the text by which entries of one role are the same finding. Findings of Lambda-006 name the other functions, each
    /// differently, and say the same.
    /// </summary>
    public static (string, string, FindingSeverity?, ReportOutcome, string, string) Key(ReportEntry entry) =>
        (entry.RuleId, entry.Title, entry.Severity, entry.Outcome, entry.Note ?? "",
            entry.RuleId == SharedLambdaRole.LambdaRuleId && entry.Outcome is ReportOutcome.Problem or ReportOutcome.Suppressed
                ? "" : entry.Evidence);

    /// <summary>Adds an entry that says the same.</summary>
    public void Add(ReportEntry entry)
    {
        _entries.Add(entry);
        if (FunctionName.Of(entry) is { } function) Functions.Add(function);
        if (entry.Kind == "SharedRole") Shown = entry;
    }
}
