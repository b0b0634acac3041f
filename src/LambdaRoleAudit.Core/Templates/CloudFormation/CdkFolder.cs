namespace LambdaRoleAudit.Templates;

/// <summary>A folder that no path may lead out of, also not through a symbolic link.</summary>
internal sealed class CdkFolder
{
    private readonly string _real;

    public CdkFolder(string folder)
    {
        FullPath = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        _real = Real(FullPath);
    }

    public string FullPath { get; }

    /// <summary>Returns the full path of a file that is named relative to a folder inside; null if it is outside.</summary>
    public string? Resolve(string folder, string file)
    {
        if (file.Length == 0 || Path.IsPathRooted(file) || file.Contains('\0', StringComparison.Ordinal)) return null;
        var path = Path.GetFullPath(Path.Combine(folder, file));
        return IsInside(FullPath, path) && IsInside(_real, Real(path)) ? path : null;
    }

    private static bool IsInside(string folder, string path) =>
        path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>Returns the path with each symbolic link on it resolved, as far as it exists.</summary>
    private static string Real(string path)
    {
        var real = Path.GetPathRoot(path)!;
        foreach (var part in path[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            try
            {
                FileSystemInfo info = Directory.Exists(real) ? new DirectoryInfo(real) : new FileInfo(real);
                if (info.ResolveLinkTarget(returnFinalTarget: true) is { } target) real = target.FullName;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A link to itself, or one that cannot be read, leads nowhere. Opening the file then reports why.
                return real;
            }
        }

        return real;
    }
}
