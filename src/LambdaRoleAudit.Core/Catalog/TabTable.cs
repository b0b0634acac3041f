namespace LambdaRoleAudit.Catalog;

/// <summary>A table of tab-separated fields among the assembly's resources. A line that starts with <c>#</c> is a comment.</summary>
internal static class TabTable
{
    /// <summary>Reads the rows, each of which has the given number of fields.</summary>
    public static IEnumerable<string[]> Read(string name, int fields)
    {
        using var stream = typeof(TabTable).Assembly.GetManifestResourceStream(name)!;
        using var text = new StreamReader(stream);
        while (text.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#') continue;
            var row = line.Split('\t');
            if (row.Length != fields) throw new InvalidDataException($"{name}: '{line}' has {row.Length} fields.");
            yield return row;
        }
    }

    /// <summary>Returns the words of a field, which blanks separate.</summary>
    public static string[] Words(string field) => field.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
