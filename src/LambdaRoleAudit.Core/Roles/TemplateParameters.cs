using System.Globalization;
using System.Text;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Roles;

/// <summary>
/// Checks the parameters of a policy template: each parameter is known, is a string and appears once, and none is missing.
/// </summary>
public static class TemplateParameters
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Returns the template's full name and the values of its parameters.</summary>
    /// <param name="name">The template's name, with or without "Policy" at the end.</param>
    /// <param name="given">The parameters as the user specified them.</param>
    /// <exception cref="ProblemException">The template does not exist, or a parameter is not valid.</exception>
    public static (string Name, IReadOnlyDictionary<string, string> Values) Check(
        string? name, IEnumerable<KeyValuePair<string, object?>> given)
    {
        var full = name is null ? null : PolicyTemplates.Find(name);
        if (full is null) throw new ProblemException(RoleErrors.TemplateNotFound.About(null, ("template", name)));
        var parameters = PolicyTemplates.ParametersOf(full);
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (parameter, value) in given)
        {
            if (!parameters.Contains(parameter, StringComparer.OrdinalIgnoreCase))
                throw new ProblemException(RoleErrors.TemplateParameterUnknown.About(
                    null, ("template", full), ("parameter", parameter),
                    ("parameters", parameters.Count == 0 ? "none" : string.Join(", ", parameters))));
            if (TextOf(value) is not { } text)
                throw new ProblemException(RoleErrors.TemplateParameterNotText.About(null, ("parameter", parameter), ("template", full)));
            if (!values.TryAdd(parameter, text))
                throw new ProblemException(RoleErrors.TemplateParameterTwice.About(null, ("parameter", parameter), ("template", full)));
        }

        var missing = parameters.Where(parameter => !values.ContainsKey(parameter)).ToList();
        return missing.Count == 0
            ? (full, values)
            : throw new ProblemException(RoleErrors.TemplateParameterMissing.About(
                null, ("template", full), ("parameters", string.Join(", ", missing))));
    }

    private static string? TextOf(object? value)
    {
        var text = value switch
        {
            string given => given,
            bool => null,
            char or Uri => value.ToString(),
            IFormattable number when number.GetType().IsPrimitive => number.ToString(null, CultureInfo.InvariantCulture),
            _ => null,
        };
        return text is { Length: > 0 } && !text.Any(char.IsControl) && IsUnicode(text) ? text : null;
    }

    private static bool IsUnicode(string text)
    {
        try
        {
            return Strict.GetByteCount(text) > 0;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
