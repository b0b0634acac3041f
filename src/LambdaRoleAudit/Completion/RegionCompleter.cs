using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using LambdaRoleAudit.Loading;

namespace LambdaRoleAudit.Completion;

/// <summary>Completes region names from the SDK's own data. Makes no network calls.</summary>
public sealed class RegionCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var pattern = CompletionPattern.Of(wordToComplete);
        return AwsSide.Gateway.ListKnownRegions()
            .Where(region => pattern.IsMatch(region.Name))
            .Select(region => new CompletionResult(region.Name, region.Name, CompletionResultType.ParameterValue, region.DisplayName));
    }
}
