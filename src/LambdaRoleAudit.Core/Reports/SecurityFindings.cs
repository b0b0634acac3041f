using System.Globalization;

namespace LambdaRoleAudit.Reports;

/// <summary>The common part of AWS's and OCSF's finding formats.</summary>
internal static class SecurityFindings
{
    /// <summary>Namespace, category and classifier (Security Hub user guide, "Types taxonomy for ASFF").</summary>
    public const string FindingType = "Software and Configuration Checks/AWS Security Best Practices";

    /// <summary>Returns a time in the format of RFC 3339, in UTC.</summary>
    public static string Rfc3339(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
