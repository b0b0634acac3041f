using System.Management.Automation;

namespace LambdaRoleAudit.Completion;

/// <summary>The pattern for a partly typed word.</summary>
internal static class CompletionPattern
{
    public static WildcardPattern Of(string? word) =>
        new($"{(word ?? "").Trim('\'', '"')}*", WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);

    /// <summary>Quotes a completed word, which is parsed again.</summary>
    public static string Quote(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? text
            : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
