using System.Collections;
using System.Management.Automation;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Input;

/// <summary>Policy templates as a user names them: a name, or a hashtable of names with their parameters.</summary>
internal static class TemplateObjects
{
    /// <summary>The templates, their parameters complete.</summary>
    /// <exception cref="ProblemException">There is no such template, or a parameter is missing or unknown.</exception>
    public static IEnumerable<(string Name, IReadOnlyDictionary<string, string> Values)> Read(IEnumerable<object>? templates)
    {
        foreach (var template in templates ?? [])
        {
            switch (template is PSObject wrapped ? wrapped.BaseObject : template)
            {
                case string name:
                    yield return Check(name, new Hashtable());
                    break;
                case IDictionary table:
                    foreach (DictionaryEntry entry in table)
                        yield return Check(entry.Key.ToString()!, (entry.Value is PSObject inner ? inner.BaseObject : entry.Value) as IDictionary ?? new Hashtable());
                    break;
                default:
                    throw new ProblemException(Invalid($"A template is named by text or by a hashtable, not by {template?.GetType().Name ?? "null"}."));
            }
        }
    }

    private static (string Name, IReadOnlyDictionary<string, string> Values) Check(string name, IDictionary given)
    {
        var full = PolicyTemplates.Find(name) ?? throw new ProblemException(Invalid($"There is no policy template '{name}'."));
        var parameters = PolicyTemplates.ParametersOf(full);
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in given)
            if (entry.Value?.ToString() is { Length: > 0 } value) values[entry.Key.ToString()!] = value;
        var missing = parameters.Where(parameter => !values.ContainsKey(parameter)).ToList();
        var unknown = values.Keys.Except(parameters, StringComparer.OrdinalIgnoreCase).ToList();
        if (missing.Count > 0) throw new ProblemException(Invalid($"Template {full} lacks {string.Join(", ", missing)}."));
        if (unknown.Count > 0) throw new ProblemException(Invalid($"Template {full} has no parameter {string.Join(", ", unknown)}; it has {(parameters.Count == 0 ? "none" : string.Join(", ", parameters))}."));
        return (full, values);
    }

    private static Problem Invalid(string message) => new(
        "InvalidTemplate", ProblemKind.InvalidInput, $"-Template cannot be taken: {message}", "-Template completes the names. With parameters: -Template @{ SQSPollerPolicy = @{ QueueName = 'jobs' } }.");
}
