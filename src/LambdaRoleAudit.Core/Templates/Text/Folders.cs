namespace LambdaRoleAudit.Templates;

/// <summary>Which folder a path is in: the one guard of all formats against names and links that lead out of a folder.</summary>
internal static class Folders
{
    /// <summary>As many links as Linux follows in one path.</summary>
    private const int MostLinks = 40;

    /// <summary>True if a path is below a folder. Links are not followed.</summary>
    public static bool Contain(string folder, string path)
    {
        var relative = Path.GetRelativePath(folder, path);
        return !Path.IsPathRooted(relative) && relative.Split('/', Path.DirectorySeparatorChar)[0] is not (".." or ".");
    }

    /// <summary>True if a path is a folder or below it, also after all symbolic links are followed.</summary>
    public static bool Hold(string folder, string path)
    {
        try
        {
            return Is(folder, path) && Is(Real(folder), Real(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A link to itself, or one that cannot be read.
            return false;
        }

        static bool Is(string folder, string path) => Path.GetRelativePath(folder, path) == "." || Contain(folder, path);
    }

    /// <summary>Returns the path with all symbolic links resolved, those of its folders too. A part that does not exist stays.</summary>
    /// <exception cref="IOException">The links form a cycle.</exception>
    public static string Real(string path) => Real(path, 0);

    private static string Real(string path, int links)
    {
        if (links > MostLinks) throw new IOException($"Too many symbolic links in '{path}'.");
        var full = Path.GetFullPath(path);
        if (Path.GetDirectoryName(full) is not { } parent) return full;
        var here = Path.Combine(Real(parent, links), Path.GetFileName(full));
        FileSystemInfo info = Directory.Exists(here) ? new DirectoryInfo(here) : new FileInfo(here);
        // One link at a time, so that a link in the folder of its target is resolved too.
        return info.LinkTarget is null ? here : Real(info.ResolveLinkTarget(returnFinalTarget: false)!.FullName, links + 1);
    }
}
