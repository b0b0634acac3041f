using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>
/// Writes gigabytes of realistic records fast: the records of a workload again and again, each with another event id and time. Compression
/// is most of the work.
/// </summary>
public static class BulkWriter
{
    private const int RecordsPerFile = 5000;

    /// <summary>
    /// Writes .json.gz files of a trail into a folder until they hold so many bytes, before compression. Returns how often each function's
    /// event is in them.
    /// </summary>
    public static IReadOnlyDictionary<(string FunctionArn, string EventName), long> Write(Workload workload, string folder, long bytes)
    {
        var templates = workload.Records().Take(20_000).Select(record => new Template(record)).ToArray();
        var counts = new Dictionary<(string, string), long>();
        var account = workload.Options.AccountId;
        var time = workload.Options.Start;
        var (written, number, file) = (0L, 0L, 0);
        while (written < bytes)
        {
            var region = workload.Options.Regions[file % workload.Options.Regions.Count];
            var path = Path.Combine(
                folder, "AWSLogs", account, "CloudTrail", region, time.ToString("yyyy/MM/dd", CultureInfo.InvariantCulture));
            Directory.CreateDirectory(path);
            var name = string.Create(
                CultureInfo.InvariantCulture, $"{account}_CloudTrail_{region}_{time:yyyyMMdd'T'HHmm'Z'}_{file++:x16}.json.gz");
            using var stream = new FileStream(Path.Combine(path, name), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
            using var gzip = new GZipStream(stream, CompressionLevel.Fastest);
            gzip.Write("{\"Records\":["u8);
            for (var i = 0; i < RecordsPerFile && written < bytes; i++)
            {
                var template = templates[number % templates.Length];
                if (i > 0) gzip.WriteByte((byte)',');
                gzip.Write(template.Stamp(number, time));
                written += template.Length + 1;
                number++;
                if (template.Key is { } key) counts[key] = counts.GetValueOrDefault(key) + 1;
            }

            gzip.Write("]}"u8);
            time = time.AddMinutes(1);
        }

        return counts;
    }

    /// <summary>A record in which the id and the time of the event can be replaced.</summary>
    private sealed class Template
    {
        private readonly byte[] _json;
        private readonly int _id;
        private readonly int _time;

        public Template(WorkloadRecord record)
        {
            _json = record.Json;
            // The last one: a field of this name can be in the request parameters too.
            _id = _json.AsSpan().LastIndexOf("\"eventID\":\""u8) + 11;
            _time = _json.AsSpan().IndexOf("\"eventTime\":\""u8) + 13;
            Key = record.Source.Caller.Function is { } function ? (function.Arn, record.Source.Call.EventName) : null;
        }

        public int Length => _json.Length;

        public (string FunctionArn, string EventName)? Key { get; }

        public ReadOnlySpan<byte> Stamp(long number, DateTimeOffset time)
        {
            Encoding.ASCII.GetBytes(number.ToString("x8", CultureInfo.InvariantCulture).AsSpan()[..8], _json.AsSpan(_id));
            time.AddSeconds(number % 60).UtcDateTime.TryFormat(
                _json.AsSpan(_time, 20), out _, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            return _json;
        }
    }
}
