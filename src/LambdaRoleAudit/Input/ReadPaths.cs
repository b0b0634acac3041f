using System.Management.Automation;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Input;

/// <summary>What -Path names: templates, and exports of an account.</summary>
/// <param name="Templates">Files and folders that are templates.</param>
/// <param name="Exports">The other files.</param>
internal sealed record ReadPaths(IReadOnlyList<string> Templates, IReadOnlyList<string> Exports)
{
    /// <summary>Returns what parameters name.</summary>
    /// <param name="paths">The paths and patterns of -Path; null if it was not specified.</param>
    /// <param name="exact">The paths of -LiteralPath.</param>
    /// <param name="session">The session, for its drives and its current location.</param>
    /// <param name="report">Receives each path that names nothing.</param>
    public static ReadPaths Of(string[]? paths, string[]? exact, SessionState session, Action<Problem> report) => Split(
        paths is not null
            ? FilePaths.Expand(paths, session, report, IsTemplate)
            : FilePaths.Exact(exact ?? [], session, report, IsTemplate));

    /// <summary>Separates templates from other files.</summary>
    public static ReadPaths Split(IEnumerable<string> paths)
    {
        var isTemplate = paths.Select(Path.TrimEndingDirectorySeparator).Distinct(StringComparer.Ordinal).ToLookup(IsTemplate);
        return new([.. isTemplate[true]], [.. isTemplate[false]]);
    }

    /// <summary>A file that cannot be opened is not taken for a template: the reader of exports reports why.</summary>
    private static bool IsTemplate(string path)
    {
        try
        {
            return TemplateFiles.IsTemplate(path);
        }
        catch (ProblemException)
        {
            return false;
        }
    }
}
