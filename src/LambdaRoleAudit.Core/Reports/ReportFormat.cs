namespace LambdaRoleAudit.Reports;

/// <summary>What a report is written as.</summary>
public enum ReportFormat
{
    /// <summary>HTML: one file to look at, with a picture, filters, and nothing loaded from elsewhere.</summary>
    Html,

    /// <summary>JSON: every property of every object.</summary>
    Json,

    /// <summary>CSV: a row each, for a spreadsheet.</summary>
    Csv,

    /// <summary>Markdown: tables, for a pull request.</summary>
    Markdown,

    /// <summary>SARIF 2.1.0, for code scanning.</summary>
    Sarif,

    /// <summary>JUnit's XML, for a pipeline's list of tests.</summary>
    JUnit,

    /// <summary>AWS Security Finding Format, in batches for Security Hub's BatchImportFindings.</summary>
    Asff,

    /// <summary>OCSF 1.6 Compliance Findings, as Security Hub and Security Lake have them.</summary>
    Ocsf,
}
