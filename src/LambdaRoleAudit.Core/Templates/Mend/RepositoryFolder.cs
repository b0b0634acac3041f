namespace LambdaRoleAudit.Templates;

/// <summary>
/// A folder in a git repository. Below the top, <c>git apply</c> takes the beginning of a path that equals the folder's own path for that
/// folder: in <c>app</c>, it takes <c>app/t.yaml</c> for <c>t.yaml</c> (guess_p_value in git's apply.c).
/// </summary>
internal static class RepositoryFolder
{
    /// <summary>True if git would take a path of a diff for another one.</summary>
    /// <param name="folder">The folder where the diff is applied.</param>
    /// <param name="path">The path from there, with slashes.</param>
    /// <param name="isNew">True if the diff creates the file.</param>
    public static bool Mistakes(string folder, string path, bool isNew)
    {
        if (PathOf(folder) is not { } own) return false;
        var after = Leading($"b/{path}", $"{own}/");
        var before = isNew ? null : Leading($"a/{path}", $"{own}/");
        return (before ?? after) == after && after is not (null or 1);
    }

    /// <summary>Returns how many leading folders git would remove from a name; null if it has no guess.</summary>
    private static int? Leading(string name, string own)
    {
        if (name.StartsWith(own, StringComparison.Ordinal)) return own.Count(one => one == '/');
        return name.AsSpan(2).StartsWith(own, StringComparison.Ordinal) ? own.Count(one => one == '/') + 1 : null;
    }

    /// <summary>Returns the path of a folder from the top of its repository; null at the top and outside of a repository.</summary>
    private static string? PathOf(string folder)
    {
        for (var top = new DirectoryInfo(folder); top is not null; top = top.Parent)
        {
            // A worktree and a submodule have a file of that name.
            if (!Path.Exists(Path.Combine(top.FullName, ".git"))) continue;
            var path = Path.GetRelativePath(top.FullName, folder).Replace(Path.DirectorySeparatorChar, '/');
            return path == "." ? null : path;
        }

        return null;
    }
}
