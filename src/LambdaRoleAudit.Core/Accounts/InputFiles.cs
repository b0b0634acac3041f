using System.Text;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// Opens the files that a user names. Only regular files: a pipe, a device or a socket may never answer, and never end. What is
/// read whole has a bound.
/// </summary>
public static class InputFiles
{
    private const int Megabyte = 1 << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The most that is read of a policy document, in bytes. IAM's own limits are a few kilobytes.</summary>
    public const int LargestPolicy = Megabyte;

    /// <summary>The most that is read of a plan or of suppressions, in bytes.</summary>
    public const int LargestPlan = 64 * Megabyte;

    /// <summary>The most that is read of a baseline, in bytes: a finding takes a kilobyte.</summary>
    public const int LargestBaseline = 256 * Megabyte;

    /// <summary>How many bytes a file has; 0 where that cannot be said, which opening it will tell.</summary>
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
    /// <exception cref="ProblemException">It is not there, is not a regular file, or may not be read.</exception>
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
    /// A file's text as UTF-8 without a byte order mark, from any encoding that a shell writes. Its bytes are not checked.
    /// </summary>
    /// <param name="path">The file's full path.</param>
    /// <param name="limit">The most bytes that it may have.</param>
    /// <exception cref="ProblemException">It cannot be read, or is larger.</exception>
    public static ReadOnlyMemory<byte> ReadUtf8(string path, int limit)
    {
        using var file = Open(path);
        return ReadUtf8(file, path, limit);
    }

    /// <summary>The same of a stream, known as <paramref name="path"/>.</summary>
    /// <exception cref="ProblemException">It cannot be read, or is larger.</exception>
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

    /// <summary>A file's text.</summary>
    /// <param name="path">The file's full path.</param>
    /// <param name="limit">The most bytes that it may have.</param>
    /// <exception cref="ProblemException">It cannot be read, is larger, or is not a string.</exception>
    public static string ReadText(string path, int limit)
    {
        using var file = Open(path);
        return ReadText(file, path, limit);
    }

    /// <summary>The same of a stream, known as <paramref name="path"/>.</summary>
    /// <exception cref="ProblemException">It cannot be read, is larger, or is not a string.</exception>
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
