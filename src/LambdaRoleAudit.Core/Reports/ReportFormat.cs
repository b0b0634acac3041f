namespace LambdaRoleAudit.Reports;

/// <summary>The format of a report.</summary>
public enum ReportFormat
{
    /// <summary>HTML: one file for people, with a picture and filters, and nothing loaded from elsewhere.</summary>
    Html,

    /// <summary>JSON: every property of every object.</summary>
    Json,

    /// <summary>CSV: one row per object, for a spreadsheet.</summary>
    Csv,

    /// <summary>Markdown: tables, for a pull request.</summary>
    Markdown,

    /// <summary>SARIF 2.1.0, for code scanning.</summary>
    Sarif,

    /// <summary>JUnit XML, for the test results of a pipeline.</summary>
    JUnit,

    /// <summary>AWS Security Finding Format, in batches for Security Hub's BatchImportFindings.</summary>
    Asff,

    /// <summary>OCSF 1.6 Compliance Findings, as Security Hub and Security Lake use them.</summary>
    Ocsf,
}
