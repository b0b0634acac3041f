using System.Management.Automation;
using System.Text.Json;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Reports;

namespace LambdaRoleAudit.Input;

/// <summary>Usage that Get-LambdaRoleUsage returned, live or from Clixml, JSON, remoting or a job.</summary>
internal static class UsageObjects
{
    /// <summary>Returns the usage of objects and of files; null if neither was specified.</summary>
    /// <param name="inputs">The objects; null for none.</param>
    /// <param name="paths">The files; null for none. Wildcards are expanded.</param>
    /// <param name="session">The session, for its drives and its current location.</param>
    /// <exception cref="ProblemException">An object, or something in a file, is not usage, or a file does not exist. What a rule or a
    /// repair relies on must not be left out silently.</exception>
    public static IReadOnlyList<LambdaRoleUsage>? Read(PSObject?[]? inputs, string[]? paths, SessionState session) =>
        inputs is null && paths is null
            ? null
            : [
                .. (inputs ?? []).Select(Read),
                .. FilePaths.Expand(paths ?? [], session, problem => throw new ProblemException(problem)).SelectMany(UsageFile.Read)];

    private static LambdaRoleUsage Read(PSObject? input)
    {
        if (input?.BaseObject is LambdaRoleUsage usage) return usage;
        try
        {
            if (input is not null && ReportObjects.Of(JsonSerializer.SerializeToElement(PlainObjects.Of(input))) is LambdaRoleUsage read)
                return UsageFault.Of(read) is { } wrong
                    ? throw new ProblemException(FindingErrors.DamagedUsage.About(
                        read.FunctionName ?? read.RoleArn, ("name", read.FunctionName ?? read.RoleArn ?? "unknown"), ("reason", wrong)))
                    : read;
        }
        catch (Exception e) when (PlainObjects.IsOfInput(e))
        {
            throw new ProblemException(FindingErrors.InvalidUsage.About(input, e, ("type", input!.BaseObject.GetType().FullName)));
        }

        throw new ProblemException(FindingErrors.InvalidUsage.About(input, ("type", input?.BaseObject.GetType().FullName ?? "null")));
    }
}
