using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Usage;

/// <summary>
/// Files sorted by what they contain: CloudTrail records, the description of a trail and its event selectors, and functions and roles.
/// </summary>
public sealed class TrailFiles
{
    /// <summary>The beginning of a file that is looked at.</summary>
    private const int LongestStart = 1 << 16;

    private readonly List<string> _records = [];
    private readonly List<string> _account = [];
    private readonly List<string> _skipped = [];
    private readonly List<TrailDescription> _trails = [];
    private readonly List<TrailSelectors> _selectors = [];
    private readonly Action<Problem> _onUnread;

    private TrailFiles(Action<Problem> onUnread) => _onUnread = onUnread;

    /// <summary>The files with CloudTrail records.</summary>
    public IReadOnlyList<string> Records => _records;

    /// <summary>The files with functions, roles or event source mappings.</summary>
    public IReadOnlyList<string> Account => _account;

    /// <summary>The files in folders that contain none of these.</summary>
    public IReadOnlyList<string> Skipped => _skipped;

    /// <summary>True if the files of a trail that logs all regions were given, as its description says.</summary>
    public bool CoversAllRegions => _trails is [{ IsMultiRegion: true }];

    /// <summary>
    /// The event selectors; null if there are none. If there are several trails, their files cannot be told apart, so each must log an
    /// event.
    /// </summary>
    public TrailSelectors? Selectors => _selectors is [var only] ? only : null;

    /// <summary>Sorts files.</summary>
    /// <param name="files">The files.</param>
    /// <param name="onUnread">Receives each file that could not be read.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public static TrailFiles Sort(IEnumerable<TrailFile> files, Action<Problem> onUnread, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        var sorted = new TrailFiles(onUnread);
        foreach (var file in files.DistinctBy(file => file.Path, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            sorted.Add(file);
        }

        return sorted;
    }

    private void Add(TrailFile file)
    {
        // CloudTrail's own files are opened once, by their reader: a year has half a million of them.
        if (Path.GetFileName(file.Path).Contains("_CloudTrail", StringComparison.Ordinal))
        {
            _records.Add(file.Path);
            return;
        }

        switch (KindOf(file.Path))
        {
            case TrailContentKind.Records or TrailContentKind.Digest or TrailContentKind.Insight:
                _records.Add(file.Path);
                break;
            case TrailContentKind.Selectors:
                Describe(file.Path, "get-event-selectors", json => _selectors.Add(TrailJson.Selectors(json)));
                break;
            case TrailContentKind.Trail:
                Describe(file.Path, "describe-trails", json => _trails.AddRange(TrailJson.Trails(json)));
                break;
            case TrailContentKind.Account:
                _account.Add(file.Path);
                break;
            case TrailContentKind.Empty:
                _onUnread(InputErrors.FileEmpty.About(file.Path, ("path", file.Path)));
                break;
            case TrailContentKind.Other when !file.IsNamed && file.Path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
                && !IsGzip(file.Path):
                _onUnread(TrailFileErrors.TrailFilesDamaged.About(
                    file.Path, ("count", "1 file"), ("reason", "it is not a gzip file"), ("files", file.Path)));
                break;
            case TrailContentKind.Other:
                // A file that was named must not be ignored: the reader of accounts knows more formats, or reports it.
                (file.IsNamed ? _account : _skipped).Add(file.Path);
                break;
        }
    }

    private TrailContentKind? KindOf(string path)
    {
        try
        {
            using var file = InputFiles.Open(path);
            using var text = FunctionFileReader.Decode(file);
            var start = text.Peek(LongestStart);
            return (TrailShape.Of(start, isWhole: true) ?? default).Kind;
        }
        catch (ProblemException e)
        {
            _onUnread(e.Problem);
        }
        catch (InvalidDataException e)
        {
            _onUnread(TrailFileErrors.TrailFilesDamaged.About(
                path, e, ("count", "1 file"), ("reason", e.Message), ("files", path)));
        }
        catch (Exception e) when (InputProblems.IsOfFile(e))
        {
            _onUnread(InputProblems.OfFile(path, e));
        }

        return null;
    }

    private static bool IsGzip(string path)
    {
        using var file = InputFiles.Open(path);
        return file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
    }

    private void Describe(string path, string command, Action<JsonElement> read)
    {
        try
        {
            using var json = JsonDocument.Parse(InputFiles.ReadUtf8(path, InputFiles.LargestPolicy));
            read(json.RootElement);
        }
        catch (JsonException e)
        {
            _onUnread(TrailFileErrors.TrailDescriptionInvalid.About(
                path, e, ("path", path), ("command", command), ("reason", e.Message)));
        }
        catch (ProblemException e)
        {
            _onUnread(e.Problem);
        }
    }
}
