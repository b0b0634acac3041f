using System.Management.Automation;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Input;

/// <summary>Converts PowerShell paths (drives, <c>~</c>, wildcards) to files.</summary>
internal static class FilePaths
{
    /// <summary>Returns the files that paths and patterns name.</summary>
    /// <param name="paths">The paths and patterns.</param>
    /// <param name="session">The session, for its drives and its current location.</param>
    /// <param name="report">Receives each path that names nothing.</param>
    /// <param name="isFolderRead">Returns true for a folder that can be named too; null if none can.</param>
    public static IEnumerable<string> Expand(
        IEnumerable<string> paths, SessionState session, Action<Problem> report, Predicate<string>? isFolderRead = null) =>
        paths.SelectMany(path => Resolve(path, report, isFolderRead, () =>
        {
            var resolved = session.Path.GetResolvedProviderPathFromPSPath(path, out var provider);
            if (resolved.Count == 0)
                report(Nothing(path));
            return (resolved, provider);
        }));

    /// <summary>Returns the files with exactly these names.</summary>
    /// <inheritdoc cref="Expand"/>
    public static IEnumerable<string> Exact(
        IEnumerable<string> paths, SessionState session, Action<Problem> report, Predicate<string>? isFolderRead = null) =>
        paths.SelectMany(path => Resolve(path, report, isFolderRead, () =>
        {
            var resolved = session.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            return ([resolved], provider);
        }));

    private static Problem Nothing(string path) => WildcardPattern.ContainsWildcardCharacters(path)
        ? InputErrors.NoFileMatches.About(path, ("pattern", path))
        : InputErrors.FileNotFound.About(path, ("path", path));

    private static IEnumerable<string> Resolve(
        string path, Action<Problem> report, Predicate<string>? isFolderRead,
        Func<(IReadOnlyCollection<string> Paths, ProviderInfo Provider)> resolve)
    {
        try
        {
            var (resolved, provider) = resolve();
            if (provider.Name != "FileSystem")
            {
                report(InputErrors.PathNotAFile.About(path, ("path", path)));
                return [];
            }

            var folders = resolved.Where(one => Directory.Exists(one) && isFolderRead?.Invoke(one) != true).ToList();
            // A pattern can match folders as well as files, but a folder that is named is a mistake.
            if (folders.Count == resolved.Count)
                folders.ForEach(folder => report(
                    isFolderRead is null
                        ? InputErrors.PathNotAFile.About(folder, ("path", folder))
                        : InputErrors.FolderNotRead.About(folder, ("path", folder))));
            return resolved.Except(folders);
        }
        catch (Exception e) when (e is ItemNotFoundException or System.Management.Automation.DriveNotFoundException
            or ProviderNotFoundException)
        {
            report(Nothing(path));
            return [];
        }
        catch (Exception e) when (e is WildcardPatternException or PSArgumentException or ProviderInvocationException
            or NotSupportedException)
        {
            report(InputErrors.NoFileMatches.About(path, ("pattern", path)));
            return [];
        }
    }
}
