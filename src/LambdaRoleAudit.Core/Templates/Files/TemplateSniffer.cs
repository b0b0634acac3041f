using System.Text;
using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Tells templates from the other files that can be read instead of an account. Only the beginning of a file is looked at: an export of an
/// account can be large, and a template says what it is within its first megabyte (CloudFormation's maximum size).
/// </summary>
public static class TemplateSniffer
{
    private const int Most = 1 << 20;

    private static readonly HashSet<string> JsonKeys = new(StringComparer.Ordinal)
    {
        "AWSTemplateFormatVersion", "Resources", "Transform", "terraform_version", "planned_values", "provider",
    };

    private static readonly HashSet<string> TerraformKeys =
        new(StringComparer.Ordinal) { "terraform_version", "planned_values", "format_version" };

    private static readonly string[] YamlKeys =
        ["AWSTemplateFormatVersion", "Resources", "Transform", "service", "provider", "functions", "Globals"];

    /// <summary>True if a file is a template, or is meant to be one.</summary>
    /// <param name="path">The full path.</param>
    /// <exception cref="ProblemException">The file cannot be opened or read.</exception>
    public static bool IsTemplate(string path)
    {
        if (path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase)
            || path.EndsWith(".tf", StringComparison.OrdinalIgnoreCase)) return true;
        using var file = InputFiles.Open(path);
        var start = new byte[Most];
        try
        {
            start = start[..file.ReadAtLeast(start, Most, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (InputProblems.IsOfFile(e))
        {
            throw new ProblemException(InputProblems.OfFile(path, e));
        }

        return IsTemplate(start);
    }

    /// <summary>True if a text begins as a template does.</summary>
    internal static bool IsTemplate(ReadOnlySpan<byte> start)
    {
        if (start is [0xEF, 0xBB, 0xBF, ..]) start = start[3..];
        // What Windows PowerShell writes for "terraform show -json > plan.json".
        if (TemplateText.Utf16Of(start) is { } utf16) start = Encoding.UTF8.GetBytes(utf16);
        var text = start.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty) return false;
        return text[0] == (byte)'{' ? HasJsonKey(text, JsonKeys) : text[0] != (byte)'[' && HasYamlKey(text);
    }

    /// <summary>True if a text begins as the output of <c>terraform show -json</c> does.</summary>
    internal static bool IsTerraform(string text)
    {
        var start = text.AsSpan().TrimStart();
        return start.StartsWith("{")
            && HasJsonKey(Encoding.UTF8.GetBytes(start[..Math.Min(start.Length, Most)].ToString()), TerraformKeys);
    }

    /// <summary>Looks at the keys of the outermost object, as far as the text goes.</summary>
    private static bool HasJsonKey(ReadOnlySpan<byte> text, HashSet<string> keys)
    {
        var reader = new Utf8JsonReader(text, isFinalBlock: false, default);
        try
        {
            while (reader.Read())
                if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 } && keys.Contains(reader.GetString()!))
                    return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON from here on. What came before decides.
            return false;
        }

        return false;
    }

    private static bool HasYamlKey(ReadOnlySpan<byte> text)
    {
        using var lines = new StringReader(Encoding.UTF8.GetString(text));
        while (lines.ReadLine() is { } line)
            if (YamlKeys.Any(key => line.StartsWith(key, StringComparison.Ordinal) && line.AsSpan(key.Length).TrimStart().StartsWith(":")))
                return true;
        return false;
    }
}
