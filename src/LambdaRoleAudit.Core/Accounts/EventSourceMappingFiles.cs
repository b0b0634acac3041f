using System.Text.Json;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Accounts;

/// <summary>Collects the event source mappings of files, each once.</summary>
internal sealed class EventSourceMappingFiles(Action<Problem> onProblem)
{
    private readonly Dictionary<string, (string Region, EventSourceMapping Mapping, DateTimeOffset? Modified, string Text)> _mappings =
        new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _unread = new(StringComparer.Ordinal);
    private readonly ListPages _pages = new();
    private bool _hasList;

    /// <summary>The mappings, with their regions.</summary>
    public IEnumerable<(string Region, EventSourceMapping Mapping)> All => _mappings.Values.Select(known => (known.Region, known.Mapping));

    /// <summary>Adds a page.</summary>
    public void Add(IEnumerable<FileEntry> entries, bool goesOn, string path)
    {
        _hasList = true;
        (string, string)? place = null;
        foreach (var entry in entries)
        {
            if (entry.Try(json => place = Take(json)) is not { } problem) continue;
            onProblem(problem);
            NoteUnread(Account.EveryRegion, "an event source mapping could not be read (see the errors).");
        }

        _pages.Add(place, goesOn, path);
    }

    /// <summary>Records that mappings are not known.</summary>
    public void NoteUnread(string region, string why) => _unread.TryAdd(region, why);

    /// <summary>Returns the reasons why mappings are not known, by region, after the last file.</summary>
    public IReadOnlyDictionary<string, string> Complete()
    {
        foreach (var (region, _, source) in _pages.Unfinished)
        {
            onProblem(InputProblems.ListCutShort(source, "event source mappings", region));
            NoteUnread(
                region.Length > 0 ? region : Account.EveryRegion,
                $"the list of event source mappings in '{source}' is incomplete: no file contains its next page.");
        }

        if (!_hasList) NoteUnread(Account.EveryRegion, "no file contains event source mappings (aws lambda list-event-source-mappings).");
        return _unread;
    }

    private (string Region, string AccountId) Take(JsonElement json)
    {
        var mapping = EventSourceMappingReader.ReadOne(json);
        if (!Arn.TryParse(mapping.FunctionArn, out var arn) || arn.Service != "lambda")
            throw new JsonException("FunctionArn is not a Lambda function's ARN.");
        var modified = json.Time("LastModified");
        var text = json.Raw("The mapping");
        if (_mappings.TryGetValue(mapping.Uuid, out var known))
        {
            var later = Nullable.Compare(modified, known.Modified);
            if (Compact(text) != Compact(known.Text))
                onProblem(later == 0
                    ? AccountFileErrors.ConflictingMapping.About(mapping.Uuid, ("uuid", mapping.Uuid))
                    : AccountFileErrors.ConflictingMappingNewer.About(mapping.Uuid, ("uuid", mapping.Uuid)));
            if (later < 0) return (arn.Region, arn.AccountId);
        }

        _mappings[mapping.Uuid] = (arn.Region, mapping, modified, text);
        return (arn.Region, arn.AccountId);
    }

    /// <summary>Two tools can write the same mapping with different white space.</summary>
    private static string Compact(string json) => JsonNode.Parse(json)!.ToJsonString();
}
