namespace LambdaRoleAudit.Reports;

/// <summary>The page that is being written: its text so far, and what its sections need.</summary>
internal sealed class HtmlPage(TextWriter text, IReadOnlyList<ReportEntry> entries, ReportCoverage coverage)
{
    private IReadOnlyList<RoleUsage>? _usage;

    /// <summary>The text.</summary>
    public TextWriter Text => text;

    /// <summary>The entries, in the order of the input.</summary>
    public IReadOnlyList<ReportEntry> Entries => entries;

    /// <summary>What the entries cover.</summary>
    public ReportCoverage Coverage => coverage;

    /// <summary>The roles that findings, shared roles and roles are about, the worst first.</summary>
    public IReadOnlyList<RoleSection> Roles { get; } = RoleSection.Of(entries);

    /// <summary>The use of roles, shared roles first.</summary>
    public IReadOnlyList<RoleUsage> Usage => _usage ??= RoleUsage.Of(entries, Roles);

    /// <summary>The steps of plans.</summary>
    public IReadOnlyList<ReportEntry> Steps { get; } = [.. entries.Where(entry => entry.Kind == "PlanStep")];

    /// <summary>The results of repairs.</summary>
    public IReadOnlyList<ReportEntry> Results { get; } = [.. entries.Where(entry => entry.Kind == "RepairResult")];

    /// <summary>The rows of the flat table.</summary>
    public EntryRows Rows { get; } = new();
}
