using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Help;

/// <summary>The release notes that a gallery shows: the section of CHANGELOG.md for the manifest's version.</summary>
internal static partial class ReleaseNotes
{
    /// <summary>Writes the release notes to a manifest, whose own release notes are empty.</summary>
    /// <exception cref="FormatException">The manifest has no place for release notes, or CHANGELOG.md has no section for the
    /// version.</exception>
    public static void WriteTo(string manifest, string changelog)
    {
        var text = File.ReadAllText(manifest);
        var version = Version().Match(text).Groups[1].Value;
        var notes = Section(File.ReadAllText(changelog), version);
        if (!Place().IsMatch(text)) throw new FormatException($"{manifest} has no line ReleaseNotes = ''.");
        var quoted = notes.Replace("'", "''", StringComparison.Ordinal);
        File.WriteAllText(manifest, Place().Replace(text, match => $"{match.Groups[1].Value}'{quoted}'", 1));
    }

    private static string Section(string changelog, string version)
    {
        var sections = Heading().Split(changelog.ReplaceLineEndings("\n"));
        // Split returns the text before the first heading, then name and text in turn.
        foreach (var wanted in new[] { version, "Unreleased" })
            for (var i = 1; i < sections.Length; i += 2)
                if (sections[i] == wanted) return sections[i + 1].Trim();
        throw new FormatException($"CHANGELOG.md has neither a section [{version}] nor [Unreleased].");
    }

    [GeneratedRegex(@"ModuleVersion\s*=\s*'([0-9.]+)'")]
    private static partial Regex Version();

    [GeneratedRegex(@"(ReleaseNotes\s*=\s*)''")]
    private static partial Regex Place();

    [GeneratedRegex(@"^## \[([^\]]+)\].*\n", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
