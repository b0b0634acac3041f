using System.Text;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// The text of a template file, kept so that it can be written back byte by byte: a byte order mark is remembered, and bytes that are not
/// valid UTF-8 are an error, never replaced.
/// </summary>
public sealed class TemplateText
{
    /// <summary>The largest file, in bytes. CloudFormation's limit is 1 MB; a plan of Terraform can be far larger.</summary>
    public const int LargestFile = 256 << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];

    private readonly Lazy<int[]> _lines;

    private TemplateText(string path, string text, bool hasMark)
    {
        (Path, Text, HasMark) = (path, text, hasMark);
        _lines = new(LineStarts);
    }

    /// <summary>The file's full path.</summary>
    public string Path { get; }

    /// <summary>The text, without the byte order mark.</summary>
    public string Text { get; }

    /// <summary>True if the file begins with a UTF-8 byte order mark.</summary>
    public bool HasMark { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ProblemException">The file cannot be read, is too large, or is not valid UTF-8.</exception>
    public static TemplateText Read(string path)
    {
        using var file = InputFiles.Open(path);
        if (file.Length > LargestFile)
            throw new ProblemException(InputErrors.FileTooLarge.About(path, ("path", path), ("megabytes", LargestFile >> 20)));
        var bytes = new byte[file.Length];
        try
        {
            file.ReadExactly(bytes);
        }
        catch (Exception e) when (InputProblems.IsOfFile(e) || e is EndOfStreamException)
        {
            throw new ProblemException(InputProblems.OfFile(path, e));
        }

        return Of(path, bytes);
    }

    /// <summary>Creates a template text from bytes. Only Terraform's JSON, which is never written, can be UTF-16.</summary>
    /// <exception cref="ProblemException">The bytes are not valid UTF-8.</exception>
    public static TemplateText Of(string path, ReadOnlySpan<byte> bytes)
    {
        if (Utf16Of(bytes) is { } json)
        {
            return TemplateSniffer.IsTerraform(json)
                ? new TemplateText(path, json, hasMark: false)
                : throw new ProblemException(InputErrors.FileNotText.About(path, ("path", path), ("reason", "It is UTF-16.")));
        }

        var hasMark = bytes.StartsWith(Mark);
        try
        {
            return new TemplateText(path, Strict.GetString(hasMark ? bytes[Mark.Length..] : bytes), hasMark);
        }
        catch (DecoderFallbackException e)
        {
            throw new ProblemException(InputErrors.FileNotText.About(path, e, ("path", path), ("reason", e.Message)));
        }
    }

    /// <summary>A text in UTF-16: with a byte order mark, or JSON that begins with a brace; null for any other text.</summary>
    internal static string? Utf16Of(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(bytes[2..]),
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(bytes[2..]),
        [(byte)'{', 0, ..] => Encoding.Unicode.GetString(bytes),
        [0, (byte)'{', ..] => Encoding.BigEndianUnicode.GetString(bytes),
        _ => null,
    };

    /// <summary>Returns the bytes of a changed text, with the byte order mark that this one has.</summary>
    public byte[] Encode(string text) => HasMark ? [.. Mark, .. Strict.GetBytes(text)] : Strict.GetBytes(text);

    /// <summary>Returns line and column, both from 1, of an offset.</summary>
    public (int Line, int Column) PlaceOf(int offset)
    {
        var lines = _lines.Value;
        var index = Array.BinarySearch(lines, offset);
        if (index < 0) index = ~index - 1;
        return (index + 1, offset - lines[index] + 1);
    }

    /// <summary>The line end of the text: that of its first line.</summary>
    public string LineEnd => Text.IndexOf('\n', StringComparison.Ordinal) is > 0 and var end && Text[end - 1] == '\r' ? "\r\n" : "\n";

    private int[] LineStarts()
    {
        List<int> starts = [0];
        for (var i = 0; i < Text.Length; i++)
            if (Text[i] == '\n') starts.Add(i + 1);
        return [.. starts];
    }
}
