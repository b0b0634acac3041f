using System.Management.Automation;

namespace LambdaRoleAudit.Completion;

/// <summary>What a half-typed word matches.</summary>
internal static class CompletionPattern
{
    public static WildcardPattern Of(string? word) =>
        new($"{(word ?? "").Trim('\'', '"')}*", WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);

    /// <summary>A completed word must survive being parsed again.</summary>
    public static string Quote(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? text
            : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
