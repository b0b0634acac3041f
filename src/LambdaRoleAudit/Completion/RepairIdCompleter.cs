using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace LambdaRoleAudit.Completion;

/// <summary>Completes repair ids. Runs Get-LambdaRoleRepair with the session parameters that are already on the command line.</summary>
public sealed class RepairIdCompleter : IArgumentCompleter
{
    private static readonly string[] Passed =
        ["Region", "ProfileName", "ProfileLocation", "AccessKey", "SecretKey", "SessionToken", "Credential", "EndpointUrl", "TimeoutSec"];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var pattern = CompletionPattern.Of(wordToComplete);
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace).AddCommand("LambdaRoleAudit\\Get-LambdaRoleRepair");
        foreach (var name in Passed.Where(fakeBoundParameters.Contains)) shell.AddParameter(name, fakeBoundParameters[name]);
        shell.AddParameter("ErrorAction", ActionPreference.SilentlyContinue)
            .AddParameter("WarningAction", ActionPreference.SilentlyContinue);
        try
        {
            return
            [
                .. shell.Invoke<Model.LambdaRoleRepair>().Where(repair => pattern.IsMatch(repair.RepairId))
                    .Select(repair =>
                        new CompletionResult(
                            repair.RepairId, repair.RepairId, CompletionResultType.ParameterValue,
                            FormattableString.Invariant($"{repair.Functions.Count} functions, {repair.CreateDate:u}"))),
            ];
        }
        catch (RuntimeException)
        {
            // Without credentials or a network there is nothing to complete, and a completer cannot report errors.
            return [];
        }
    }
}
