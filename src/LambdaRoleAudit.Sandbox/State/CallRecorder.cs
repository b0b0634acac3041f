using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Sandbox.State;

/// <summary>
/// Records calls of functions in CloudTrail as AWS does: in the event history, and in the files of the trails that log them. Both show a
/// record only after the time of delivery (<see cref="SandboxState.EventHistoryDelay"/>), by the clock of CloudTrail.
/// </summary>
public static class CallRecorder
{
    /// <summary>Records a call. Returns its event id.</summary>
    public static string Record(
        SandboxState state, AccountState account, string region, string functionName, FunctionCall call, DateTimeOffset time)
    {
        var role = call.RoleArn ?? account.Region(region).Find(functionName)!.Role;
        var record = call.Record(account, region, functionName, role, time);
        var (id, place) = ((string)record["eventID"]!, (string)record["awsRegion"]!);
        account.Region(place).History.Add(record.ToJsonString());
        var (shortest, longest) = state.EventHistoryDelay;
        var readable = HistoryEvent.ReadableAt(id, time, shortest, longest);
        var logged = new LoggedEvent(call.EventSource, call.EventName, true, call.DataType, null);
        foreach (var trail in account.Trails.Where(trail => trail.IsLogging && trail.Selectors.Logs(logged)))
        {
            if (!trail.IsMultiRegionTrail && trail.HomeRegion != place) continue;
            var key = KeyOf(trail, account, place, readable, id);
            state.Buckets[trail.S3BucketName].Put(key, Content(record), readable, visibleFrom: readable);
        }

        return id;
    }

    private static string KeyOf(TrailState trail, AccountState account, string region, DateTimeOffset delivered, string id)
    {
        var root = $"{(trail.S3KeyPrefix is null ? "" : $"{trail.S3KeyPrefix}/")}AWSLogs/"
            + $"{(trail.OrganizationId is null ? "" : $"{trail.OrganizationId}/")}{account.AccountId}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{root}/CloudTrail/{region}/{delivered.UtcDateTime:yyyy/MM/dd}/{account.AccountId}_CloudTrail_{region}_")
            + string.Create(CultureInfo.InvariantCulture, $"{delivered.UtcDateTime:yyyyMMdd'T'HHmm'Z'}_{id[..8]}.json.gz");
    }

    private static byte[] Content(JsonObject record)
    {
        var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(new JsonObject { ["Records"] = new JsonArray(record.DeepClone()) }.ToJsonString()));
        return memory.ToArray();
    }
}
