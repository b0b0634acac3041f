namespace LambdaRoleAudit.Reports;

/// <summary>Which format a file's name asks for.</summary>
public static class ReportFormats
{
    /// <summary>The suffixes, the longest first.</summary>
    private static readonly (string Suffix, ReportFormat Format)[] Suffixes =
    [
        (".junit.xml", ReportFormat.JUnit), (".asff.json", ReportFormat.Asff), (".ocsf.json", ReportFormat.Ocsf),
        (".sarif.json", ReportFormat.Sarif), (".sarif", ReportFormat.Sarif), (".markdown", ReportFormat.Markdown),
        (".md", ReportFormat.Markdown), (".json", ReportFormat.Json), (".html", ReportFormat.Html), (".htm", ReportFormat.Html),
        (".csv", ReportFormat.Csv), (".xml", ReportFormat.JUnit),
    ];

    /// <summary>The suffixes that are known, for a message.</summary>
    public static string Known => string.Join(", ", Suffixes.Select(known => known.Suffix));

    /// <summary>The format of a file's name; null where its suffix is none of ours.</summary>
    public static ReportFormat? Of(string path) =>
        Suffixes.Where(known => path.EndsWith(known.Suffix, StringComparison.OrdinalIgnoreCase))
            .Select(known => (ReportFormat?)known.Format).FirstOrDefault();
}
