using System.Collections;
using System.Management.Automation;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Input;

/// <summary>Policy templates as a user specifies them: a name, or a hashtable of names with their parameters.</summary>
internal static class TemplateObjects
{
    /// <summary>Returns the templates, with all of their parameters.</summary>
    /// <exception cref="ProblemException">The template does not exist, or a parameter is missing or unknown.</exception>
    public static IEnumerable<(string Name, IReadOnlyDictionary<string, string> Values)> Read(IEnumerable<object>? templates)
    {
        foreach (var template in templates ?? [])
        {
            switch (template is PSObject wrapped ? wrapped.BaseObject : template)
            {
                case string name:
                    yield return TemplateParameters.Check(name, []);
                    break;
                case IDictionary table:
                    foreach (DictionaryEntry entry in table)
                        yield return TemplateParameters.Check(entry.Key.ToString(), Parameters(entry.Key, entry.Value));
                    break;
                default:
                    throw new ProblemException(
                        RoleErrors.TemplateOfWrongType.About(null, ("type", template?.GetType().Name ?? "null")));
            }
        }
    }

    private static IEnumerable<KeyValuePair<string, object?>> Parameters(object template, object? given) => given switch
    {
        null => [],
        PSObject { BaseObject: PSCustomObject } custom =>
            custom.Properties.Select(property => KeyValuePair.Create(property.Name, Plain(property.Value))),
        PSObject wrapped => Parameters(template, wrapped.BaseObject),
        IDictionary table => table.Keys.Cast<object>().Select(key => KeyValuePair.Create(key.ToString()!, Plain(table[key]))),
        _ => throw new ProblemException(RoleErrors.TemplateParametersOfWrongType.About(null, ("template", template))),
    };

    private static object? Plain(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
