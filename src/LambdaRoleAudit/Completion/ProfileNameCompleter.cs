using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using LambdaRoleAudit.Loading;

namespace LambdaRoleAudit.Completion;

/// <summary>Completes profile names from the files on this machine. Makes no network calls.</summary>
public sealed class ProfileNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var pattern = CompletionPattern.Of(wordToComplete);
        return AwsSide.Gateway.ListProfileNames(fakeBoundParameters["ProfileLocation"] as string)
            .Where(name => pattern.IsMatch(name))
            .Select(name =>
                new CompletionResult(CompletionPattern.Quote(name), name, CompletionResultType.ParameterValue, $"AWS profile {name}"));
    }
}
