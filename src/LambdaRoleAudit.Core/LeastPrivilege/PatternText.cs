using System.Text;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>
/// Resource patterns as texts. They are made as version 2012-10-17 of the policy language writes them. The older version does not have
/// escapes, so its patterns can match more; the proof then decides.
/// </summary>
internal static class PatternText
{
    /// <summary>Returns a pattern that matches only a text.</summary>
    public static string Escape(string text)
    {
        if (text.AsSpan().IndexOfAny('*', '?', '$') < 0) return text;
        var pattern = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '*' or '?' || (text[i] == '$' && i + 1 < text.Length && text[i + 1] == '{'))
                pattern.Append("${").Append(text[i]).Append('}');
            else pattern.Append(text[i]);
        }

        return pattern.ToString();
    }

    /// <summary>Returns a pattern as a document of a version writes it.</summary>
    public static string For(string version, string pattern) => version == PolicyDocument.CurrentVersion
        ? pattern
        : pattern.Replace("${*}", "*", StringComparison.Ordinal).Replace("${?}", "?", StringComparison.Ordinal)
            .Replace("${$}", "$", StringComparison.Ordinal);

    /// <summary>Reads a pattern of a document.</summary>
    public static Glob Read(string version, string pattern) => Glob.Parse(
        pattern, version == PolicyDocument.CurrentVersion ? GlobSyntax.Wildcards | GlobSyntax.Variables : GlobSyntax.Wildcards);
}
