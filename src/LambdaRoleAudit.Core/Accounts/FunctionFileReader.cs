using System.IO.Compression;
using System.Text;
using System.Text.Json;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// Reads a file of Lambda functions in any format: JSON or CSV, UTF-8 or UTF-16 (which <c>&gt;</c> writes in Windows PowerShell), with gzip
/// (which AWS Config delivers) or without. The file is read as a stream, so that memory does not grow with the file.
/// </summary>
public sealed class FunctionFileReader
{
    private const int BufferSize = 1 << 16;

    /// <summary>
    /// A file can be compressed, and compressed again in transit. More levels are an attack: a gzip file can contain itself.
    /// </summary>
    private const int MostGzips = 2;

    private readonly FunctionInventoryBuilder _builder;
    private readonly ListPages _pages = new();

    /// <param name="builder">Receives the functions and the problems.</param>
    public FunctionFileReader(FunctionInventoryBuilder builder) => _builder = builder;

    /// <summary>Reads one file. Anything wrong with it is reported to the builder as a problem; the data that was read is kept.</summary>
    /// <param name="path">The file's full path.</param>
    /// <param name="onBytesRead">Receives the number of additional bytes that were read.</param>
    /// <param name="cancellationToken">Cancels the operation between two buffers.</param>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public void Read(string path, Action<long>? onBytesRead, CancellationToken cancellationToken)
    {
        try
        {
            using var file = InputFiles.Open(path);
            Read(file, path, onBytesRead, cancellationToken);
        }
        catch (ProblemException e)
        {
            _builder.AddUnread(e.Problem);
        }
        catch (Exception e) when (InputProblems.IsOfFile(e))
        {
            _builder.AddUnread(InputProblems.OfFile(path, e));
        }
    }

    /// <summary>Reads one stream, known as <paramref name="path"/>.</summary>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public void Read(Stream file, string path, Action<long>? onBytesRead, CancellationToken cancellationToken)
    {
        if (file.CanSeek) _builder.Expect(file.Length);
        using var input = Decode(file);
        var start = input.Peek(BufferSize);
        var first = FirstCharacter(start);
        if (first is null) _builder.AddUnread(InputErrors.FileEmpty.About(path, ("path", path)));
        else if (first is '{' or '[') ReadJson(input, path, onBytesRead, cancellationToken);
        else if (LooksLikeCsv(start)) ReadCsv(input, path, cancellationToken);
        else _builder.AddUnread(InputErrors.FileNotRecognized.About(path, ("path", path)));
    }

    /// <summary>Reports, after the last file, the lists that are incomplete because their last page names a next page.</summary>
    public void Complete()
    {
        foreach (var (region, _, source) in _pages.Unfinished)
        {
            var problem = InputProblems.ListCutShort(source, "functions", region);
            if (region.Length > 0) _builder.AddUnreadRegion(region, problem);
            else _builder.AddUnread(problem);
        }
    }

    private void ReadJson(Stream input, string path, Action<long>? onBytesRead, CancellationToken cancellationToken)
    {
        var reader = new FunctionJsonReader(_builder, path, goesOn => _pages.Add(_builder.LastPlace, goesOn, path));
        var isWhole = false;
        try
        {
            reader.Read(input, onBytesRead, cancellationToken);
            isWhole = true;
        }
        catch (JsonException e)
        {
            _builder.AddUnread(InputProblems.FileTruncated(path, reader.Count.FunctionsSeen, e));
        }

        if (!reader.Count.IsRecognized)
        {
            if (isWhole) _builder.AddUnread(InputErrors.FileHasNoFunctions.About(path, ("path", path)));
        }
        else if (reader.Count.EntriesWithoutFunction > 0)
        {
            _builder.Report(InputProblems.EntriesWithoutFunction(
                path, reader.Count.EntriesWithoutFunction, reader.Count.FirstWithoutFunction));
        }
    }

    private void ReadCsv(Stream input, string path, CancellationToken cancellationToken)
    {
        var reader = new FunctionCsvReader(_builder, path);
        using var text = new StreamReader(input, Encoding.UTF8);
        try
        {
            reader.Read(text, cancellationToken);
            if (reader.FunctionsSeen == 0) _builder.AddUnread(InputErrors.FileHasNoFunctions.About(path, ("path", path)));
        }
        catch (InvalidDataException e)
        {
            _builder.AddUnread(InputProblems.FileInvalidCsv(path, reader.Line, reader.FunctionsSeen, e));
        }
    }

    /// <summary>Returns the file's text as UTF-8 without a byte order mark.</summary>
    /// <exception cref="InvalidDataException">The file is compressed too many times.</exception>
    internal static PeekStream Decode(Stream file, int gzips = 0)
    {
        var raw = new PeekStream(file);
        var start = raw.Peek(4);
        if (start is [0x1F, 0x8B, ..])
        {
            if (gzips == MostGzips) throw new InvalidDataException("It is compressed too many times.");
            return Decode(new GZipStream(raw, CompressionMode.Decompress), gzips + 1);
        }

        if (start is [0xEF, 0xBB, 0xBF, ..])
        {
            raw.Skip(3);
            return raw;
        }

        var utf16 = start switch
        {
            [0xFF, 0xFE, ..] or [not 0, 0, not 0, 0] => Encoding.Unicode,
            [0xFE, 0xFF, ..] or [0, not 0, 0, not 0] => Encoding.BigEndianUnicode,
            _ => null,
        };
        if (utf16 is null) return raw;
        if (start[0] >= 0xFE) raw.Skip(2);
        return new PeekStream(Encoding.CreateTranscodingStream(raw, utf16, Encoding.UTF8));
    }

    private static char? FirstCharacter(ReadOnlySpan<byte> start)
    {
        var text = start.TrimStart(" \t\r\n"u8);
        return text.IsEmpty ? null : (char)text[0];
    }

    private static bool LooksLikeCsv(ReadOnlySpan<byte> start)
    {
        using var text = new StringReader(Encoding.UTF8.GetString(start));
        var line = text.ReadLine();
        if (line is not null && line.StartsWith("#TYPE", StringComparison.Ordinal)) line = text.ReadLine();
        return line is not null && FunctionCsvReader.IsHeader(line);
    }
}
