using System.Globalization;

namespace LambdaRoleAudit.Reports;

/// <summary>What AWS's and OCSF's formats of findings have alike.</summary>
internal static class SecurityFindings
{
    /// <summary>Namespace, category and classifier (Security Hub user guide, "Types taxonomy for ASFF").</summary>
    public const string FindingType = "Software and Configuration Checks/AWS Security Best Practices";

    /// <summary>A time as RFC 3339 has it, in UTC.</summary>
    public static string Rfc3339(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
