using System.Text;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// Opens the files that a user names. Only regular files are opened: a pipe, a device or a socket might never respond and never end. The
/// size of a file that is read completely is limited.
/// </summary>
public static class InputFiles
{
    private const int Megabyte = 1 << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The maximum size of a policy document, in bytes. IAM's own limits are a few kilobytes.</summary>
    public const int LargestPolicy = Megabyte;

    /// <summary>The maximum size of a plan or a suppressions file, in bytes.</summary>
    public const int LargestPlan = 64 * Megabyte;

    /// <summary>The maximum size of a baseline, in bytes. A finding takes a kilobyte.</summary>
    public const int LargestBaseline = 256 * Megabyte;

    /// <summary>Returns the size of a file in bytes; 0 if it cannot be determined. Opening the file then reports why.</summary>
    public static long LengthOf(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true } file ? file.Length : 0;
        }
        catch (Exception e) when (InputProblems.IsOfFile(e))
        {
            return 0;
        }
    }

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The file's full path.</param>
    /// <exception cref="ProblemException">The file does not exist, is not a regular file, or access is denied.</exception>
    public static FileStream Open(string path)
    {
        if (Directory.Exists(path)) throw new ProblemException(InputErrors.PathNotAFile.About(path, ("path", path)));
        if (FileKinds.SpecialKindOf(path) is { } kind)
            throw new ProblemException(InputErrors.PathNotARegularFile.About(path, ("path", path), ("kind", kind)));
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1, FileOptions.SequentialScan);
            if (file.CanSeek) return file;
            file.Dispose();
            throw new ProblemException(InputErrors.PathNotARegularFile.About(path, ("path", path), ("kind", "a pipe or a device")));
        }
        catch (Exception e) when (InputProblems.IsOfFile(e))
        {
            throw new ProblemException(InputProblems.OfFile(path, e));
        }
    }

    /// <summary>
    /// Returns a file's text as UTF-8 without a byte order mark, from any encoding that a shell writes. The bytes are not validated.
    /// </summary>
    /// <param name="path">The file's full path.</param>
    /// <param name="limit">The maximum size, in bytes.</param>
    /// <exception cref="ProblemException">The file cannot be read, or is too large.</exception>
    public static ReadOnlyMemory<byte> ReadUtf8(string path, int limit)
    {
        using var file = Open(path);
        return ReadUtf8(file, path, limit);
    }

    /// <summary>Returns the text of a stream, known as <paramref name="path"/>, as UTF-8 without a byte order mark.</summary>
    /// <exception cref="ProblemException">The stream cannot be read, or is too large.</exception>
    public static ReadOnlyMemory<byte> ReadUtf8(Stream file, string path, int limit)
    {
        try
        {
            if (file.CanSeek && file.Length > limit)
                throw new ProblemException(InputErrors.FileTooLarge.About(path, ("path", path), ("megabytes", limit / Megabyte)));
            using var text = FunctionFileReader.Decode(file);
            var whole = new MemoryStream();
            var buffer = new byte[1 << 16];
            while (text.Read(buffer) is > 0 and var read)
            {
                if (whole.Length + read > limit)
                    throw new ProblemException(InputErrors.FileTooLarge.About(path, ("path", path), ("megabytes", limit / Megabyte)));
                whole.Write(buffer.AsSpan(0, read));
            }

            return whole.GetBuffer().AsMemory(0, (int)whole.Length);
        }
        catch (Exception e) when (InputProblems.IsOfFile(e))
        {
            throw new ProblemException(InputProblems.OfFile(path, e));
        }
    }

    /// <summary>Returns a file's text.</summary>
    /// <param name="path">The file's full path.</param>
    /// <param name="limit">The maximum size, in bytes.</param>
    /// <exception cref="ProblemException">The file cannot be read, is too large, or is not valid text.</exception>
    public static string ReadText(string path, int limit)
    {
        using var file = Open(path);
        return ReadText(file, path, limit);
    }

    /// <summary>Returns the text of a stream, known as <paramref name="path"/>.</summary>
    /// <exception cref="ProblemException">The stream cannot be read, is too large, or is not valid text.</exception>
    public static string ReadText(Stream file, string path, int limit)
    {
        var text = ReadUtf8(file, path, limit);
        try
        {
            return Strict.GetString(text.Span);
        }
        catch (DecoderFallbackException e)
        {
            throw new ProblemException(InputErrors.FileNotText.About(path, e, ("path", path), ("reason", e.Message)));
        }
    }
}
