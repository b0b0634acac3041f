using System.Text;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// Finds Lambda functions in CSV, as Export-Csv and spreadsheets write it. <see cref="CsvRecords"/> reads the syntax; this class knows only
/// the columns.
/// </summary>
internal sealed class FunctionCsvReader(IFunctionSink sink, string source)
{
    private static readonly char[] Separators = [',', ';', '\t'];

    private CsvRecords? _records;
    private int _linesOfHeader = 1;

    /// <summary>The number of functions found, valid or not.</summary>
    public int FunctionsSeen { get; private set; }

    /// <summary>The line, from 1, on which the current record begins.</summary>
    public long Line => _linesOfHeader + (_records is null ? 0 : _records.LinesBefore + 1);

    /// <summary>Returns true if a header line has the columns that a function needs.</summary>
    public static bool IsHeader(string line) => Columns(Split(line)) is var columns && IsUsable(columns);

    /// <summary>Reads all lines.</summary>
    /// <exception cref="InvalidDataException">The CSV is not valid. The functions before the error have been passed to the
    /// sink.</exception>
    public void Read(TextReader text, CancellationToken cancellationToken)
    {
        var header = ReadLine(text);
        // Export-Csv of Windows PowerShell begins with the name of the type.
        if (header.StartsWith("#TYPE", StringComparison.Ordinal))
        {
            _linesOfHeader++;
            header = ReadLine(text);
        }

        var columns = Columns(Split(header));
        _records = new CsvRecords(text, Separator(header));
        var fields = new FunctionFields();
        var values = new List<string>();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!_records.Read(values)) return;
            // Spreadsheets write lines that contain only separators.
            if (values.TrueForAll(string.IsNullOrWhiteSpace)) continue;
            fields.Clear();
            for (var i = 0; i < Math.Min(values.Count, columns.Length); i++)
                if (columns[i] != FunctionField.Other && values[i].Length > 0)
                    fields.Set(columns[i], values[i]);
            FunctionsSeen++;
            if (fields.NamesFunction) fields.GiveTo(sink, source, null);
            else sink.Report(InputErrors.LineWithoutFunction.About(source, ("path", source), ("line", Line)));
        }
    }

    /// <summary>Reads a line, up to the maximum length of a record.</summary>
    private static string ReadLine(TextReader text)
    {
        var line = new StringBuilder();
        while (text.Read() is >= 0 and var next && next != '\n')
        {
            if (line.Length == CsvRecords.LongestRecord) throw new InvalidDataException("The header is longer than a million characters.");
            line.Append((char)next);
        }

        return line.ToString().TrimEnd('\r');
    }

    private static bool IsUsable(FunctionField[] columns) =>
        columns.Contains(FunctionField.Role)
            && (columns.Contains(FunctionField.FunctionName) || columns.Contains(FunctionField.FunctionArn));

    private static FunctionField[] Columns(string[] names) =>
        // AWS Config's query export uses paths as column names: configuration.role.
        [.. names.Select(name => FunctionFieldNames.Of(name[(name.LastIndexOf('.') + 1)..].Trim()))];

    private static string[] Split(string header) =>
        [.. header.Split(Separator(header)).Select(name => name.Trim().Trim('"'))];

    private static char Separator(string header) =>
        Separators.MaxBy(separator => header.Count(c => c == separator));
}
