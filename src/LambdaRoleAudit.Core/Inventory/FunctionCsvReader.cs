using LambdaRoleAudit.Model;
using Microsoft.VisualBasic.FileIO;

namespace LambdaRoleAudit.Inventory;

/// <summary>
/// Finds Lambda functions in CSV, as Export-Csv and spreadsheets write it. The framework's own TextFieldParser reads the
/// syntax (quotes, line breaks inside them); this class only knows the columns.
/// </summary>
internal sealed class FunctionCsvReader(IFunctionSink sink, string source)
{
    private static readonly char[] Separators = [',', ';', '\t'];

    /// <summary>How many functions were found, usable or not.</summary>
    public int FunctionsSeen { get; private set; }

    /// <summary>The line that is read, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>True where a header line has what a function needs.</summary>
    public static bool IsHeader(string line) => Columns(Split(line)) is var columns && IsUsable(columns);

    /// <summary>Reads all lines.</summary>
    /// <exception cref="MalformedLineException">Broken CSV. What stood before has been given to the sink.</exception>
    public void Read(TextReader text, CancellationToken cancellationToken)
    {
        var header = text.ReadLine();
        // Windows PowerShell's Export-Csv begins with the type's name.
        if (header is not null && header.StartsWith("#TYPE", StringComparison.Ordinal)) header = text.ReadLine();
        if (header is null) return;

        var separator = Separator(header);
        var columns = Columns(Split(header));
        using var parser = new TextFieldParser(text)
        {
            Delimiters = [separator.ToString()],
            HasFieldsEnclosedInQuotes = true,
            TrimWhiteSpace = false,
        };
        var fields = new FunctionFields();
        while (!parser.EndOfData)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Line = parser.LineNumber + 1;
            var values = parser.ReadFields() ?? [];
            fields.Clear();
            for (var i = 0; i < Math.Min(values.Length, columns.Length); i++)
                if (columns[i] != FunctionField.Other && values[i].Length > 0)
                    fields.Set(columns[i], values[i]);
            FunctionsSeen++;
            if (!fields.NamesFunction)
            {
                sink.Report(InputProblems.FileInvalidCsv(source, Line, FunctionsSeen - 1, new InvalidDataException("A line names no function.")));
                continue;
            }

            fields.GiveTo(sink, source, null);
        }
    }

    private static bool IsUsable(FunctionField[] columns) =>
        columns.Contains(FunctionField.Role) && (columns.Contains(FunctionField.FunctionName) || columns.Contains(FunctionField.FunctionArn));

    private static FunctionField[] Columns(string[] names) =>
        // AWS Config's query export names columns by their path: configuration.role.
        [.. names.Select(name => FunctionFieldNames.Of(name[(name.LastIndexOf('.') + 1)..].Trim()))];

    private static string[] Split(string header) =>
        [.. header.Split(Separator(header)).Select(name => name.Trim().Trim('"'))];

    private static char Separator(string header) =>
        Separators.MaxBy(separator => header.Count(c => c == separator));
}
