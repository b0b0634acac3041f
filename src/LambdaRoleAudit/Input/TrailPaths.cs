using System.Management.Automation;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Usage;

namespace LambdaRoleAudit.Input;

/// <summary>Converts PowerShell paths to the files of a trail. A folder stands for the files in it and in its folders.</summary>
internal static class TrailPaths
{
    private static readonly string[] Extensions = [".json", ".gz", ".jsonl", ".ndjson"];

    private static readonly EnumerationOptions Everywhere = new()
    {
        RecurseSubdirectories = true,
        // A link can lead out of the folder, or back to it.
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = false,
    };

    /// <summary>Returns the files that paths and patterns name.</summary>
    public static IEnumerable<TrailFile> Expand(IEnumerable<string> paths, SessionState session, Action<Problem> report) =>
        FilePaths.Expand(paths, session, report, isFolderRead: _ => true).SelectMany(path => In(path, report));

    /// <summary>Returns the files with exactly these names, and those in the folders with exactly these names.</summary>
    public static IEnumerable<TrailFile> Exact(IEnumerable<string> paths, SessionState session, Action<Problem> report) =>
        FilePaths.Exact(paths, session, report, isFolderRead: _ => true).SelectMany(path => In(path, report));

    private static IEnumerable<TrailFile> In(string path, Action<Problem> report)
    {
        if (!Directory.Exists(path)) return [new TrailFile(path, IsNamed: true)];
        try
        {
            return [.. Directory.EnumerateFiles(path, "*", Everywhere)
                .Where(file => Extensions.Contains(System.IO.Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal).Select(file => new TrailFile(file, IsNamed: false))];
        }
        catch (Exception e) when (InputProblems.IsOfFile(e))
        {
            report(InputProblems.OfFile(path, e));
            return [];
        }
    }
}
