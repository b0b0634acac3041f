namespace LambdaRoleAudit.Reports;

/// <summary>Determines the format from a file's name.</summary>
public static class ReportFormats
{
    /// <summary>The extensions, the longest first.</summary>
    private static readonly (string Suffix, ReportFormat Format)[] Suffixes =
    [
        (".junit.xml", ReportFormat.JUnit), (".asff.json", ReportFormat.Asff), (".ocsf.json", ReportFormat.Ocsf),
        (".sarif.json", ReportFormat.Sarif), (".sarif", ReportFormat.Sarif), (".markdown", ReportFormat.Markdown),
        (".md", ReportFormat.Markdown), (".json", ReportFormat.Json), (".html", ReportFormat.Html), (".htm", ReportFormat.Html),
        (".csv", ReportFormat.Csv), (".xml", ReportFormat.JUnit),
    ];

    /// <summary>The known extensions, for a message.</summary>
    public static string Known => string.Join(", ", Suffixes.Select(known => known.Suffix));

    /// <summary>Returns the format for a file's name; null if its extension is not known.</summary>
    public static ReportFormat? Of(string path) =>
        Suffixes.Where(known => path.EndsWith(known.Suffix, StringComparison.OrdinalIgnoreCase))
            .Select(known => (ReportFormat?)known.Format).FirstOrDefault();
}
