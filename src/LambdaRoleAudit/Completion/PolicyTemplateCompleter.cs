using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Completion;

/// <summary>Completes the names of policy templates. A template with parameters is completed as a hashtable to fill in.</summary>
public sealed class PolicyTemplateCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var pattern = CompletionPattern.Of(wordToComplete);
        foreach (var name in PolicyTemplates.Names.Where(name => pattern.IsMatch(name)))
        {
            var parameters = PolicyTemplates.ParametersOf(name);
            var text = parameters.Count == 0
                ? name
                : $"@{{ {name} = @{{ {string.Join("; ", parameters.Select(parameter => $"{parameter} = ''"))} }} }}";
            yield return new CompletionResult(
                text, name, CompletionResultType.ParameterValue, parameters.Count == 0 ? name : $"{name}: {string.Join(", ", parameters)}");
        }
    }
}
