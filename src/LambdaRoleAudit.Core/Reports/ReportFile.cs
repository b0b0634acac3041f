using System.Runtime.Versioning;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>
/// A report that is being written to a file: it is written next to the file under another name, and replaces the file when it is complete.
/// If a run is interrupted, the file is unchanged. The report has the mode of the file that it replaces, and no more before it is complete;
/// a new file has the mode that the umask leaves. A symbolic link itself is replaced; its target is not written.
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

    /// <summary>The kinds of objects that the format cannot contain, and their number.</summary>
    public IReadOnlyDictionary<string, int> LeftOut => _writer.LeftOut;

    /// <summary>Begins a report.</summary>
    /// <param name="path">The file's full path.</param>
    /// <param name="format">The format.</param>
    /// <param name="noClobber">True if an existing file is an error.</param>
    /// <param name="force">True to also replace a read-only file.</param>
    /// <param name="now">The time of the report.</param>
    /// <exception cref="ProblemException">The file cannot be written, or already exists.</exception>
    public static ReportFile Begin(string path, ReportFormat format, bool noClobber, bool force, DateTimeOffset now)
    {
        if (Directory.Exists(path)) throw new ProblemException(InputErrors.PathNotAFile.About(path, ("path", path)));
        // Also true for a link whose target does not exist.
        var replaces = File.Exists(path);
        if (replaces && noClobber) throw new ProblemException(ReportErrors.FileExists.About(path, ("path", path)));
        if (replaces && !force && File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly))
            throw new ProblemException(ReportErrors.FileReadOnly.About(path, ("path", path)));

        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            // Unbuffered: the writers have their own buffers, and a report that is discarded must not be written at the end.
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
    /// <exception cref="ProblemException">The entry cannot be written to disk.</exception>
    public void Write(ReportEntry entry) => Guard(() => _writer.Write(entry));

    /// <inheritdoc cref="ReportWriter.AddErrors"/>
    public void AddErrors(IReadOnlyList<string> errors) => _writer.AddErrors(errors);

    /// <summary>Ends the report and moves it to its place.</summary>
    /// <exception cref="ProblemException">The report cannot be moved to its place.</exception>
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
            // ReplaceFile keeps the access control list and the attributes, but rejects a read-only file.
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
            // A link whose target does not exist has no mode to keep, so only its owner can access the report.
        }
    }

    /// <summary>Removes a report that was begun but not completed.</summary>
    public void Dispose()
    {
        if (_isDone) return;
        _isDone = true;
        // Not the writer: it would write the data that it still holds, and the disk may just have rejected it.
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
        // .NET throws the last exception for a file that is larger than the file system, or a limit, allows (EFBIG).
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException { ParamName: "value" })
        {
            throw new ProblemException(Unwritable(_path, _temporary, e));
        }
    }
}
