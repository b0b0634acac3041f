namespace LambdaRoleAudit.Reports;

/// <summary>A section of the page. A new kind of object gets its own section, and its line in <see cref="All"/>.</summary>
/// <param name="id">The id, to which links lead.</param>
/// <param name="title">The heading.</param>
internal abstract class HtmlSection(string id, string title)
{
    /// <summary>The sections, in the order of the page: what was done, what is, what is planned, then what is for reference.</summary>
    public static IReadOnlyList<HtmlSection> All { get; } =
    [
        new RepairReview(), new RoleFindings(), new UsageReview(), new PlanReview(), new ComparisonList(), new EntryTable(),
        new RuleTexts(),
    ];

    /// <summary>The id.</summary>
    public string Id => id;

    /// <summary>The heading.</summary>
    public string Title => title;

    /// <summary>Returns true if the report has something for the section.</summary>
    public abstract bool Concerns(HtmlPage page);

    /// <summary>Writes the section.</summary>
    public void Write(HtmlPage page)
    {
        page.Text.Write($"<section id={id} aria-labelledby={id}-h>\n<h2 id={id}-h>{title}</h2>\n");
        WriteBody(page);
        page.Text.Write("</section>\n");
    }

    /// <summary>Writes what follows the heading.</summary>
    private protected abstract void WriteBody(HtmlPage page);
}
