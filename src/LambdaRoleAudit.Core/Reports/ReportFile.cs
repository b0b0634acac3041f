using System.Runtime.Versioning;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>
/// A report on its way to a file: written beside it under another name, and put in its place when it is whole. A run that
/// breaks off leaves the file as it was. The report has the mode of the file that it replaces, and no more before it is whole;
/// a new one has what the umask leaves. A symbolic link is replaced itself: what it points to is not written.
/// </summary>
public sealed class ReportFile : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private readonly FileStream _stream;
    private readonly ReportWriter _writer;
    private bool _isDone;

    private ReportFile(string path, string temporary, FileStream stream, ReportWriter writer)
    {
        (_path, _temporary, _stream, _writer) = (path, temporary, stream, writer);
    }

    /// <summary>What the format has no place for, and how many.</summary>
    public IReadOnlyDictionary<string, int> LeftOut => _writer.LeftOut;

    /// <summary>Begins a report.</summary>
    /// <param name="path">The file's full path.</param>
    /// <param name="format">The format.</param>
    /// <param name="noClobber">A file that is there is an error.</param>
    /// <param name="force">A file that is read-only is replaced all the same.</param>
    /// <param name="now">The report's time.</param>
    /// <exception cref="ProblemException">The file cannot be written, or is there already.</exception>
    public static ReportFile Begin(string path, ReportFormat format, bool noClobber, bool force, DateTimeOffset now)
    {
        if (Directory.Exists(path)) throw new ProblemException(InputErrors.PathNotAFile.About(path, ("path", path)));
        // True of a link that leads nowhere, too.
        var replaces = File.Exists(path);
        if (replaces && noClobber) throw new ProblemException(ReportErrors.FileExists.About(path, ("path", path)));
        if (replaces && !force && File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly))
            throw new ProblemException(ReportErrors.FileReadOnly.About(path, ("path", path)));

        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            // Unbuffered: the writers have buffers of their own, and what is taken back must not be written at the end of all.
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0
            };
            if (replaces && !OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            var stream = new FileStream(temporary, options);
            return new ReportFile(path, temporary, stream, ReportWriter.Create(format, stream, now));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ProblemException(Unwritable(path, temporary, e));
        }
    }

    /// <summary>Writes an entry.</summary>
    /// <exception cref="ProblemException">The disk does not take it.</exception>
    public void Write(ReportEntry entry) => Guard(() => _writer.Write(entry));

    /// <summary>Ends the report and puts it in its place.</summary>
    /// <exception cref="ProblemException">It cannot be put there.</exception>
    public void Complete() => Guard(() =>
    {
        _writer.Complete();
        _writer.Dispose();
        _stream.Dispose();
        Place();
        _isDone = true;
    });

    private void Place()
    {
        var isThere = File.Exists(_path);
        if (OperatingSystem.IsWindows() && isThere)
        {
            // ReplaceFile keeps the access control list and the attributes, and refuses a file that is read-only.
            var attributes = File.GetAttributes(_path);
            File.SetAttributes(_path, attributes & ~FileAttributes.ReadOnly);
            File.Replace(_temporary, _path, destinationBackupFileName: null);
            File.SetAttributes(_path, attributes);
            return;
        }

        if (!OperatingSystem.IsWindows() && isThere) KeepMode();
        File.Move(_temporary, _path, overwrite: true);
    }

    [UnsupportedOSPlatform("windows")]
    private void KeepMode()
    {
        try
        {
            File.SetUnixFileMode(_temporary, File.GetUnixFileMode(_path));
        }
        catch (FileNotFoundException)
        {
            // A link that leads nowhere has no mode to keep: the report stays its owner's.
        }
    }

    /// <summary>Takes back what was begun and not completed.</summary>
    public void Dispose()
    {
        if (_isDone) return;
        _isDone = true;
        // Not the writer: it would write out what it still holds, and the disk may just have refused it.
        _stream.Dispose();
        File.Delete(_temporary);
    }

    private static Problem Unwritable(string path, string temporary, Exception why) => ReportErrors.FileUnwritable.About(
        path, why, ("path", path), ("reason", why.Message.Replace(temporary, path, StringComparison.Ordinal)));

    private void Guard(Action write)
    {
        try
        {
            write();
        }
        // The last is .NET's word for a file that has grown larger than the file system, or a limit, lets it (EFBIG).
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException { ParamName: "value" })
        {
            throw new ProblemException(Unwritable(_path, _temporary, e));
        }
    }
}
