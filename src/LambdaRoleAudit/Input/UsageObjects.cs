using System.Management.Automation;
using System.Text.Json;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Reports;

namespace LambdaRoleAudit.Input;

/// <summary>Usage that Get-LambdaRoleUsage returned, live or from Clixml, JSON, remoting or a job.</summary>
internal static class UsageObjects
{
    /// <summary>Returns the usage.</summary>
    /// <exception cref="ProblemException">An object is not usage. What a rule or a repair relies on must not be left out
    /// silently.</exception>
    public static IReadOnlyList<LambdaRoleUsage> Read(IEnumerable<PSObject?> inputs) => [.. inputs.Select(Read)];

    private static LambdaRoleUsage Read(PSObject? input)
    {
        if (input?.BaseObject is LambdaRoleUsage usage) return usage;
        try
        {
            if (input is not null && ReportObjects.Of(JsonSerializer.SerializeToElement(PlainObjects.Of(input))) is LambdaRoleUsage read)
                return read;
        }
        catch (Exception e) when (PlainObjects.IsOfInput(e))
        {
            throw new ProblemException(FindingErrors.InvalidUsage.About(input, e, ("type", input!.BaseObject.GetType().FullName)));
        }

        throw new ProblemException(FindingErrors.InvalidUsage.About(input, ("type", input?.BaseObject.GetType().FullName ?? "null")));
    }
}
