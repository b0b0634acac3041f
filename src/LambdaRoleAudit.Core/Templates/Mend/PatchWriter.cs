using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Writes patched files. Each is written completely under another name in the same folder, and then moved to its place, so that an
/// interrupted run leaves the file as it was.
/// </summary>
public static class PatchWriter
{
    /// <summary>Writes a file beside the template (<see cref="PatchedFile.PathBeside"/>), which stays as it is.</summary>
    /// <param name="file">The file.</param>
    /// <param name="force">True to replace a file of that name.</param>
    /// <returns>The path of the written file.</returns>
    /// <exception cref="ProblemException">The file exists, or cannot be written.</exception>
    public static string WriteBeside(PatchedFile file, bool force) => Guarded(file.PathBeside, () =>
    {
        var path = file.PathBeside;
        if (!force) RequireFree(path, file);
        Place(path, ModeOf(file.IsNew ? path : file.Path), file);
        return path;
    });

    /// <summary>
    /// Replaces the template, if it still is what the plan was made from. It keeps its mode. If it is a symbolic link to a file in the same
    /// folder or below, that file is replaced.
    /// </summary>
    /// <returns>The path of the written file.</returns>
    /// <exception cref="ProblemException">The template has changed, is a link that leads out of its folder, or cannot be written. A new
    /// file exists with other content.</exception>
    public static string WriteOver(PatchedFile file) => Guarded(file.Path, () =>
    {
        if (file.ContentBefore is not { } before)
        {
            RequireFree(file.Path, file);
            Place(file.Path, ModeOf(file.Path), file);
            return file.Path;
        }

        var target = TargetOf(file.Path);
        if (!File.ReadAllBytes(target).AsSpan().SequenceEqual(before))
            throw new ProblemException(TemplateErrors.TemplateChanged.About(file.Path, ("path", file.Path)));
        Place(target, ModeOf(target), file);
        return target;
    });

    private static string TargetOf(string path)
    {
        if (new FileInfo(path).LinkTarget is null) return path;
        var target = Folders.Real(path);
        return Folders.Contain(Folders.Real(Path.GetDirectoryName(path)!), target)
            ? target
            : throw new ProblemException(TemplateErrors.TemplateLinkOutside.About(path, ("path", path), ("target", target)));
    }

    private static void RequireFree(string path, PatchedFile file)
    {
        var there = new FileInfo(path);
        if (Directory.Exists(path)) throw new ProblemException(InputErrors.PathNotAFile.About(path, ("path", path)));
        if (!there.Exists && there.LinkTarget is null) return;
        // A run that was interrupted is repeated.
        if (there.LinkTarget is null && there.Length == file.Content.Length
            && File.ReadAllBytes(path).AsSpan().SequenceEqual(file.Content.Span)) return;
        throw new ProblemException(TemplateErrors.TemplateFileExists.About(path, ("path", path)));
    }

    private static UnixFileMode? ModeOf(string path) =>
        !OperatingSystem.IsWindows() && File.Exists(path) ? File.GetUnixFileMode(path) : null;

    private static void Place(string path, UnixFileMode? mode, PatchedFile file)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(file.Content.Span);
                stream.Flush(flushToDisk: true);
            }

            if (mode is { } kept && !OperatingSystem.IsWindows()) File.SetUnixFileMode(temporary, kept);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The user knows the file by its own name.
            throw new IOException(e.Message.Replace(temporary, path, StringComparison.Ordinal), e);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static string Guarded(string path, Func<string> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ProblemException(ReportErrors.FileUnwritable.About(path, e, ("path", path), ("reason", e.Message)));
        }
    }
}
