using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>One line of a report: what shared roles, findings, steps of a plan and results of a repair have in common.</summary>
public sealed record ReportEntry
{
    /// <summary>The kind, such as Finding, SharedRole, PlanStep, RepairResult or Usage.</summary>
    public required string Kind { get; init; }

    /// <summary>The outcome.</summary>
    public required ReportOutcome Outcome { get; init; }

    /// <summary>The rule's id; for plans and results, <c>repair-plan</c> and <c>repair</c>.</summary>
    public required string RuleId { get; init; }

    /// <summary>The severity; null if the kind of object has none.</summary>
    public FindingSeverity? Severity { get; init; }

    /// <summary>The status, as the object names it.</summary>
    public required string Status { get; init; }

    /// <summary>The title, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>The account: 12 digits.</summary>
    public string? AccountId { get; init; }

    /// <summary>The region.</summary>
    public string? Region { get; init; }

    /// <summary>The function's name.</summary>
    public string? FunctionName { get; init; }

    /// <summary>The function's ARN.</summary>
    public string? FunctionArn { get; init; }

    /// <summary>The role's ARN.</summary>
    public string? RoleArn { get; init; }

    /// <summary>Where a template declares it; null if it was not read from a template.</summary>
    public Declaration? Declaration { get; init; }

    /// <summary>The evidence, for a reader.</summary>
    public string Evidence { get; init; } = "";

    /// <summary>What to do about it.</summary>
    public string? Remedy { get; init; }

    /// <summary>A note.</summary>
    public string? Note { get; init; }

    /// <summary>The compliance standards that have this rule.</summary>
    public IReadOnlyList<string> Compliance { get; init; } = [];

    /// <summary>The documentation page.</summary>
    public string? HelpUri { get; init; }

    /// <summary>The regions for which the entry is valid.</summary>
    public IReadOnlyCollection<string> CoveredRegions { get; init; } = [];

    /// <summary>The functions that were read in these regions; null if the object does not say it.</summary>
    public int? CoveredFunctions { get; init; }

    /// <summary>The regions that could not be read.</summary>
    public IReadOnlyCollection<string> UnreadRegions { get; init; } = [];

    /// <summary>False if the object says that it is incomplete.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>The number of calls that were allowed; null if the entry is not about calls.</summary>
    public long? Count { get; init; }

    /// <summary>The number of calls that were denied; null if the entry is not about calls.</summary>
    public long? DeniedCount { get; init; }

    /// <summary>The time of the first call, in UTC.</summary>
    public DateTimeOffset? FirstSeen { get; init; }

    /// <summary>The time of the last call, in UTC.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>The object from which the entry was created.</summary>
    public required object Source { get; init; }

    /// <summary>The lines of an object that is a list: what a function used. They are created when they are read.</summary>
    public IEnumerable<ReportEntry> Parts { get; init; } = [];

    /// <summary>The subject: the function's ARN, otherwise its place in a template, otherwise the role's ARN.</summary>
    public string Subject => FunctionArn ?? Declaration?.Key ?? RoleArn ?? "";

    /// <summary>Where it is: the region, or the line of a template; empty if it has neither.</summary>
    public string Place => Declaration is not { } declared ? Region ?? ""
        : declared.Line > 0 ? FormattableString.Invariant($"{declared.File}:{declared.Line}") : declared.File;

    /// <summary>The role's name; empty if the entry is not about a role.</summary>
    public string RoleName => RoleArn is null ? "" : Arn.NameIn(RoleArn);

    /// <summary>True for a finding, or a shared role, which is also a finding.</summary>
    public bool IsFinding => Kind is "Finding" or "SharedRole";

    /// <summary>
    /// Returns the entry as every format shows it, because reports are opened in terminals and by other readers. Texts never contain line
    /// breaks, so that what looks like a record is one.
    /// </summary>
    internal ReportEntry ToVisible() => this with
    {
        RuleId = VisibleText.Of(RuleId),
        Status = VisibleText.Of(Status),
        Title = VisibleText.Of(Title),
        AccountId = Visible(AccountId),
        Region = Visible(Region),
        FunctionName = Visible(FunctionName),
        FunctionArn = Visible(FunctionArn),
        RoleArn = Visible(RoleArn),
        Declaration = Declaration is null
            ? null
            : Declaration with { File = VisibleText.Of(Declaration.File), Address = VisibleText.Of(Declaration.Address) },
        Evidence = VisibleText.Of(Evidence),
        Remedy = Visible(Remedy),
        Note = Visible(Note),
        Compliance = [.. Compliance.Select(VisibleText.Of)],
        CoveredRegions = [.. CoveredRegions.Select(VisibleText.Of)],
        UnreadRegions = [.. UnreadRegions.Select(VisibleText.Of)],
        HelpUri = Visible(HelpUri),
        Parts = Parts.Select(part => part.ToVisible()),
    };

    private static string? Visible(string? text) => text is null ? null : VisibleText.Of(text);
}
