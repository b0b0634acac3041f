using System.Text;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// Reads CSV (RFC 4180) record by record: quotes contain separators, doubled quotes and line breaks. The length of a record is limited, so
/// that an unclosed quote or a file without lines does not fill the memory.
/// </summary>
/// <param name="text">The text.</param>
/// <param name="separator">The separator between fields.</param>
internal sealed class CsvRecords(TextReader text, char separator)
{
    /// <summary>The maximum length of a record, in characters.</summary>
    public const int LongestRecord = 1 << 20;

    private readonly StringBuilder _field = new();
    private int _next = text.Read();
    private long _lineBreaks;
    private int _length;

    /// <summary>The number of line breaks before the last record.</summary>
    public long LinesBefore { get; private set; }

    /// <summary>Reads the next record that is not blank. Returns false at the end.</summary>
    /// <exception cref="InvalidDataException">The syntax is not valid, or a record is too long.</exception>
    public bool Read(List<string> fields)
    {
        fields.Clear();
        _length = 0;
        while (IsLineEnd) Take();
        LinesBefore = _lineBreaks;
        if (_next < 0) return false;
        while (true)
        {
            fields.Add(_next == '"' ? Quoted() : Plain());
            if (_next != separator) return true;
            Take();
        }
    }

    private bool IsLineEnd => _next is '\r' or '\n';

    private string Plain()
    {
        _field.Clear();
        while (_next >= 0 && _next != separator && !IsLineEnd) _field.Append(Take());
        return _field.ToString();
    }

    private string Quoted()
    {
        _field.Clear();
        Take();
        while (true)
        {
            if (_next < 0) throw new InvalidDataException("A quoted field is not closed.");
            var character = Take();
            if (character == '"' && _next != '"') break;
            if (character == '"') Take();
            _field.Append(character);
        }

        if (_next >= 0 && _next != separator && !IsLineEnd) throw new InvalidDataException("Text follows a closing quote.");
        return _field.ToString();
    }

    private char Take()
    {
        if (++_length > LongestRecord) throw new InvalidDataException("A record is longer than a million characters.");
        if (_next == '\n') _lineBreaks++;
        var taken = (char)_next;
        _next = text.Read();
        return taken;
    }
}
