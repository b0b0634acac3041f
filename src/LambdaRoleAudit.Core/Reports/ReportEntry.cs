using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>One line of a report: what shared roles, findings, steps of a plan and results of a repair have in common.</summary>
public sealed record ReportEntry
{
    /// <summary>SharedRole, Finding, PlanStep or RepairResult.</summary>
    public required string Kind { get; init; }

    /// <summary>What it says.</summary>
    public required ReportOutcome Outcome { get; init; }

    /// <summary>The rule's id; of plans and results <c>repair-plan</c> and <c>repair</c>.</summary>
    public required string RuleId { get; init; }

    /// <summary>How bad it is; null where that is not asked.</summary>
    public FindingSeverity? Severity { get; init; }

    /// <summary>The status in the object's own word.</summary>
    public required string Status { get; init; }

    /// <summary>What it is about, in a few words.</summary>
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

    /// <summary>What a reader needs to believe it.</summary>
    public string Evidence { get; init; } = "";

    /// <summary>What to do.</summary>
    public string? Remedy { get; init; }

    /// <summary>What is said of it besides.</summary>
    public string? Note { get; init; }

    /// <summary>What it is measured by elsewhere.</summary>
    public IReadOnlyList<string> Compliance { get; init; } = [];

    /// <summary>Its page.</summary>
    public string? HelpUri { get; init; }

    /// <summary>The regions that it holds for.</summary>
    public IReadOnlyCollection<string> CoveredRegions { get; init; } = [];

    /// <summary>The regions that could not be read.</summary>
    public IReadOnlyCollection<string> UnreadRegions { get; init; } = [];

    /// <summary>False if the object says that it is not the whole.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>The object that it was made of.</summary>
    public required object Source { get; init; }

    /// <summary>What it is about: the function's ARN, else the role's.</summary>
    public string Subject => FunctionArn ?? RoleArn ?? "";

    /// <summary>The role's name; empty where it is about no role.</summary>
    public string RoleName => RoleArn is null ? "" : Arn.NameIn(RoleArn);

    /// <summary>It is a finding, or a shared role, which is one.</summary>
    public bool IsFinding => Kind is "Finding" or "SharedRole";

    /// <summary>
    /// As every format shows it: a report is opened in terminals, and by readers that are not ours. No text has lines of its
    /// own: what looks like a record is one.
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
        Evidence = VisibleText.Of(Evidence),
        Remedy = Visible(Remedy),
        Note = Visible(Note),
        Compliance = [.. Compliance.Select(VisibleText.Of)],
        CoveredRegions = [.. CoveredRegions.Select(VisibleText.Of)],
        UnreadRegions = [.. UnreadRegions.Select(VisibleText.Of)],
        HelpUri = Visible(HelpUri),
    };

    private static string? Visible(string? text) => text is null ? null : VisibleText.Of(text);
}
