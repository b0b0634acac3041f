namespace LambdaRoleAudit.Templates;

/// <summary>Keeps what is read inside a folder.</summary>
internal static class FolderBounds
{
    /// <summary>True if a path is not inside a folder, or passes a link that leads out of it.</summary>
    /// <param name="folder">The folder's full path.</param>
    /// <param name="path">The full path.</param>
    public static bool LeadsOutside(string folder, string path)
    {
        if (!IsInside(folder, path)) return true;
        var at = folder;
        foreach (var part in Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            at = Path.GetFullPath(Path.Combine(at, part));
            try
            {
                FileSystemInfo info = Directory.Exists(at) ? new DirectoryInfo(at) : new FileInfo(at);
                if (info.LinkTarget is null) continue;
                // The folder itself can be a link.
                var target = info.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
                if (target is null || (!IsInside(folder, target) && !IsInside(Real(folder), target))) return true;
                at = target;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return true;
            }
        }

        return false;
    }

    private static string Real(string folder) =>
        new DirectoryInfo(folder).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? folder;

    private static bool IsInside(string folder, string path) => path == folder
        || path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
