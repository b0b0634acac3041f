namespace LambdaRoleAudit.Templates;

/// <summary>A folder that no path may lead out of, also not through a symbolic link.</summary>
internal sealed class CdkFolder
{
    public CdkFolder(string folder) => FullPath = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    public string FullPath { get; }

    /// <summary>Returns the full path of a file that is named relative to a folder inside; null if it is outside.</summary>
    public string? Resolve(string folder, string file)
    {
        if (file.Length == 0 || Path.IsPathRooted(file) || file.Contains('\0', StringComparison.Ordinal)) return null;
        var path = Path.GetFullPath(Path.Combine(folder, file));
        return path != FullPath && Folders.Hold(FullPath, path) ? path : null;
    }
}
