using System.Management.Automation;

namespace LambdaRoleAudit.Session;

/// <summary>
/// The settings that AWS Tools for PowerShell leaves in the session: <c>Set-AWSCredential</c> and <c>Set-DefaultAWSRegion</c> set these
/// variables (AWS Tools for PowerShell user guide, "Credentials and profile search order").
/// </summary>
internal static class ToolsSession
{
    /// <summary>Returns the credentials object in <c>$StoredAWSCredentials</c>, of any SDK version; null if there is none.</summary>
    public static object? StoredCredentials(SessionState session) =>
        Unwrap(session.PSVariable.GetValue("StoredAWSCredentials"));

    /// <summary>Returns the region in <c>$StoredAWSRegion</c>: a string, or an object with a SystemName.</summary>
    public static string? StoredRegion(SessionState session) => Unwrap(session.PSVariable.GetValue("StoredAWSRegion")) switch
    {
        null => null,
        string text => text.Length == 0 ? null : text,
        { } region => region.GetType().GetProperty("SystemName")?.GetValue(region) as string,
    };

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
