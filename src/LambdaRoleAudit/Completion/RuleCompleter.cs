using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using LambdaRoleAudit.Findings;

namespace LambdaRoleAudit.Completion;

/// <summary>Completes rule ids.</summary>
public sealed class RuleCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var pattern = CompletionPattern.Of(wordToComplete);
        return RuleCatalog.All.Where(rule => pattern.IsMatch(rule.RuleId))
            .Select(rule =>
                new CompletionResult(rule.RuleId, rule.RuleId, CompletionResultType.ParameterValue, $"{rule.Title} ({rule.Severity})"));
    }
}
