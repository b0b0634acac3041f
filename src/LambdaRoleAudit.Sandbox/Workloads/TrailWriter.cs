using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.State;

namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>Writes a workload's records as files, in the layout of a trail's bucket or in another spelling.</summary>
public static class TrailWriter
{
    /// <summary>CloudTrail delivers a file some minutes after its last event, and files it under the time of delivery.</summary>
    private static readonly TimeSpan Delivery = TimeSpan.FromMinutes(6);

    /// <summary>Writes files into a folder. Returns their number.</summary>
    public static int Write(Workload workload, string folder, TrailShape? shape = null)
    {
        var files = 0;
        foreach (var (key, content, _) in Files(workload, shape ?? new TrailShape()))
        {
            var path = Path.Combine(folder, key.Replace('/', Path.DirectorySeparatorChar));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
            files++;
        }

        return files;
    }

    /// <summary>Writes files into a bucket of the Sandbox. Returns their number.</summary>
    public static int Write(Workload workload, BucketState bucket, TrailShape? shape = null)
    {
        var files = 0;
        foreach (var (key, content, time) in Files(workload, shape ?? new TrailShape()))
        {
            bucket.Put(key, content, time);
            files++;
        }

        return files;
    }

    /// <summary>Writes the files of records, in the order of time, into a bucket, without digests and forged records.</summary>
    internal static void Write(IEnumerable<WorkloadRecord> records, WorkloadOptions options, BucketState bucket, TrailShape shape)
    {
        foreach (var (key, content, time) in Trail(records, options, shape, (_, _) => throw new ArgumentException("No workload.")))
            bucket.Put(key, content, time);
    }

    /// <summary>Returns the folder of the account in a trail's bucket, with a slash at its end.</summary>
    public static string FolderOf(WorkloadOptions options, TrailShape shape) =>
        $"{(shape.Prefix is null ? "" : $"{shape.Prefix}/")}AWSLogs/{(shape.OrganizationId is null ? "" : $"{shape.OrganizationId}/")}"
        + $"{options.AccountId}/";

    private static IEnumerable<(string Key, byte[] Content, DateTimeOffset Time)> Files(Workload workload, TrailShape shape) =>
        shape.Spelling switch
        {
            LogSpelling.LookupEvents => ByRegion(workload.HistoryRecords(), shape, "lookup-events-{0}.json", LookupOutput),
            LogSpelling.JsonLines => ByRegion(workload.Records(), shape, "cloudtrail-{0}.jsonl", Lines),
            _ => Trail(workload.Records(), workload.Options, shape, (record, number) => Forge(workload, record, number))
                .Concat(NeighborsOf(workload, shape)),
        };

    private static IEnumerable<(string Key, byte[] Content, DateTimeOffset Time)> ByRegion(
        IEnumerable<WorkloadRecord> records, TrailShape shape, string name, Func<IReadOnlyList<byte[]>, byte[]> write) => records
        .GroupBy(record => record.Source.Region)
        .Select(group => (
            string.Format(CultureInfo.InvariantCulture, name, group.Key),
            write([.. group.Select(record => Spell(record, shape))]), group.Last().Source.Time));

    private static IEnumerable<(string Key, byte[] Content, DateTimeOffset Time)> Trail(
        IEnumerable<WorkloadRecord> recorded, WorkloadOptions options, TrailShape shape, Func<WorkloadRecord, int, byte[]> forge)
    {
        var length = TimeSpan.FromHours(1) / shape.FilesPerHour;
        foreach (var chunk in Chunks(recorded, length))
        {
            foreach (var group in chunk.GroupBy(record => record.Source.Region))
            {
                var end = Floor(group.First().Source.Time, length) + length + Delivery;
                var records = group.Select(record => Spell(record, shape)).ToList();
                for (var i = 0; i < shape.Forged; i++) records.Insert(records.Count / 2, forge(group.First(), i));
                var id = CallScene.Hex($"{group.Key}/{end:O}", 16);
                var content = Document(records);
                if (shape.Spelling == LogSpelling.Trail) content = Compress(content);
                var suffix = shape.Spelling == LogSpelling.Trail ? ".json.gz" : ".json";
                yield return (KeyOf(options, shape, "CloudTrail", group.Key, end, $"_{id}{suffix}"), content, end);
            }
        }
    }

    private static IEnumerable<(string Key, byte[] Content, DateTimeOffset Time)> NeighborsOf(Workload workload, TrailShape shape)
    {
        if (!shape.WithNeighbors) yield break;
        for (var day = workload.Options.Start; day < workload.Options.End; day = day.AddDays(1))
        {
            foreach (var region in workload.Options.Regions)
            {
                yield return (
                    KeyOf(workload.Options, shape, "CloudTrail-Digest", region, day, "_trail.json.gz"),
                    Compress(Neighbors.Digest(workload)), day);
                var insight = Compress(Neighbors.Insight(workload, region, day));
                yield return (KeyOf(workload.Options, shape, "CloudTrail-Insight", region, day, "_0.json.gz"), insight, day);
            }
        }
    }

    private static string KeyOf(WorkloadOptions options, TrailShape shape, string kind, string region, DateTimeOffset time, string rest) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{FolderOf(options, shape)}{kind}/{region}/{time:yyyy/MM/dd}/"
                + $"{options.AccountId}_{kind}_{region}_{time:yyyyMMdd'T'HHmm'Z'}{rest}");

    /// <summary>Returns the records of each part of an hour. They arrive in the order of hours.</summary>
    private static IEnumerable<List<WorkloadRecord>> Chunks(IEnumerable<WorkloadRecord> records, TimeSpan length)
    {
        var chunk = new List<WorkloadRecord>();
        foreach (var record in records)
        {
            if (chunk.Count > 0 && Floor(chunk[0].Source.Time, length) != Floor(record.Source.Time, length))
            {
                yield return chunk;
                chunk = [];
            }

            chunk.Add(record);
        }

        if (chunk.Count > 0) yield return chunk;
    }

    private static DateTimeOffset Floor(DateTimeOffset time, TimeSpan length) => time.AddTicks(-(time.UtcTicks % length.Ticks));

    private static byte[] Spell(WorkloadRecord record, TrailShape shape) =>
        shape.IsReserialized ? Reserializer.Rewrite(record.Json, record.Source.Number) : record.Json;

    /// <summary>Returns a user's record that contains a record of a function, before and after the user's identity.</summary>
    private static byte[] Forge(Workload workload, WorkloadRecord record, int number)
    {
        var function = workload.Functions[number % workload.Functions.Count];
        var forged = new WorkloadCall(
            record.Source.Time, record.Source.Region, new Caller(CallerKind.Function, function.Name, function.Role, function),
            new ApiCall("s3", "DeleteBucket", false, """{"bucketName":"forged"}"""), null, record.Source.Number + number);
        var inner = Encoding.UTF8.GetString(new RecordWriter(number, workload.Options).Write(forged));
        var outer = new RecordWriter(number, workload.Options).Write(forged with
        {
            Caller = new Caller(CallerKind.User, "forger"),
            Call = new ApiCall("logs", "PutDestination", false, $$$"""{"Records":[{{{inner}}}],"userIdentity":{{{inner}}}}"""),
        });
        var text = Encoding.UTF8.GetString(outer);
        return Encoding.UTF8.GetBytes($$"""{"additionalEventData":{{inner}},{{text[1..]}}""");
    }

    private static byte[] Document(IReadOnlyList<byte[]> records)
    {
        var body = new MemoryStream();
        body.Write("{\"Records\":["u8);
        for (var i = 0; i < records.Count; i++)
        {
            if (i > 0) body.WriteByte((byte)',');
            body.Write(records[i]);
        }

        body.Write("]}"u8);
        return body.ToArray();
    }

    private static byte[] Lines(IReadOnlyList<byte[]> records)
    {
        var body = new MemoryStream();
        foreach (var record in records)
        {
            // A line is a record, so a record in another spelling must not have line breaks.
            body.Write(record.Select(b => b is (byte)'\n' or (byte)'\r' ? (byte)' ' : b).ToArray());
            body.WriteByte((byte)'\n');
        }

        return body.ToArray();
    }

    /// <summary>Returns what the AWS CLI prints: newest first, times in ISO 8601, the records as strings.</summary>
    private static byte[] LookupOutput(IReadOnlyList<byte[]> records)
    {
        var events = records.Select(record => HistoryEvent.Read(Encoding.UTF8.GetString(record))!)
            .OrderByDescending(e => e.EventTime).Select(e =>
            {
                var description = e.Describe();
                description["EventTime"] = e.EventTime.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
                return (JsonNode)description;
            });
        return JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject { ["Events"] = new JsonArray([.. events]) }, new JsonSerializerOptions { WriteIndented = true });
    }

    private static byte[] Compress(byte[] content)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest)) gzip.Write(content);
        return compressed.ToArray();
    }
}
