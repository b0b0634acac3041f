using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>What a report says about one role: its functions, and the findings about it and about them.</summary>
internal sealed class RoleSection(string arn)
{
    private readonly Dictionary<(string, string, FindingSeverity?, ReportOutcome, string, string), FindingGroup> _groups = [];
    private readonly List<FindingGroup> _findings = [];
    private List<FindingGroup>? _sorted;

    /// <summary>The role's ARN; empty for findings that are not about a role.</summary>
    public string Arn => arn;

    /// <summary>The role's name.</summary>
    public string Name { get; } = arn.Length > 0 ? Model.Arn.NameIn(arn) : "Not about one role";

    /// <summary>The functions that the report names.</summary>
    public SortedSet<FunctionName> Functions { get; } = [];

    /// <summary>The published versions that the report names, with their functions.</summary>
    public SortedSet<string> Versions { get; } = new(StringComparer.Ordinal);

    /// <summary>The roles and the findings of rules that passed.</summary>
    public List<ReportEntry> Facts { get; } = [];

    /// <summary>The findings that are not passed, each once: those about the role first, the most severe first.</summary>
    public IReadOnlyList<FindingGroup> Findings => _sorted ??=
        [.. _findings.OrderByDescending(group => group.IsAboutRole).ThenBy(group => group.Shown.Outcome)
            .ThenByDescending(group => group.Shown.Severity)
            .ThenByDescending(group => group.Shown.RuleId == SharedLambdaRole.LambdaRuleId)
            .ThenBy(group => group.Shown.RuleId, StringComparer.Ordinal)
            .ThenBy(group => group.Functions.Min)];

    /// <summary>True if an object says that several functions use the role.</summary>
    public bool IsShared { get; private set; }

    /// <summary>True if an object says that the role, or who uses it, could not be read completely.</summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>The severity of the worst problem; null if the role has none.</summary>
    public FindingSeverity? Worst =>
         _findings.Where(group => group.Shown.Outcome == ReportOutcome.Problem).Max(group => group.Shown.Severity);

    /// <summary>Returns the sections, the worst role first.</summary>
    public static IReadOnlyList<RoleSection> Of(IReadOnlyList<ReportEntry> entries)
    {
        var sections = new Dictionary<string, RoleSection>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in entries.Where(entry => entry.Kind is "Finding" or "SharedRole" or "Role"))
        {
            var arn = entry.RoleArn ?? "";
            if (!sections.TryGetValue(arn, out var section)) sections.Add(arn, section = new RoleSection(arn));
            section.Add(entry);
        }

        return
        [
            .. sections.Values.OrderByDescending(section => section.Worst).ThenByDescending(section => section._findings.Count > 0)
                .ThenByDescending(section => section.Functions.Count).ThenByDescending(section => section._findings.Count)
                .ThenBy(section => section.Name, StringComparer.Ordinal),
        ];
    }

    private void Add(ReportEntry entry)
    {
        if (FunctionName.Of(entry) is { } function) Functions.Add(function);
        foreach (var user in UsersIn(entry.Source))
        {
            Functions.Add(FunctionName.Of(user));
            if (user.IsPublishedVersion) Versions.Add($"{user} ({user.Region})");
        }

        IsShared |= entry.Source is SharedLambdaRole or ExecutionRole { IsShared: true }
            || (entry is { RuleId: SharedLambdaRole.LambdaRuleId, Outcome: ReportOutcome.Problem or ReportOutcome.Suppressed });
        IsIncomplete |= !entry.IsComplete;
        if (entry.Kind == "Role" || entry.Outcome == ReportOutcome.Fine)
        {
            Facts.Add(entry);
            return;
        }

        var key = FindingGroup.Key(entry);
        if (_groups.TryGetValue(key, out var known)) known.Add(entry);
        else _findings.Add(_groups[key] = new FindingGroup(entry));
    }

    private static IEnumerable<LambdaFunction> UsersIn(object source) => source switch
    {
        SharedLambdaRole role => role.Functions,
        ExecutionRole { Functions: { } functions } => functions,
        _ => [],
    };
}
