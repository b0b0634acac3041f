using System.Text.Json;
using LambdaRoleAudit.Catalog;

namespace LambdaRoleAudit.Usage;

/// <summary>
/// Reads CloudTrail records, each in one pass (AWS CloudTrail user guide, "CloudTrail record contents"). Only properties at their own
/// places count: an object in <c>requestParameters</c> that looks like a record does not. One thread at a time uses a reader.
/// </summary>
internal sealed class TrailRecordReader
{
    /// <summary>The deepest nesting that is read. CloudTrail's records have less than twenty levels.</summary>
    public const int Deepest = 1024;

    /// <summary>Sessions come from the log, so the memory that they may take is limited.</summary>
    private const int MostSessions = 50_000;

    private readonly RepeatedTexts _texts = new();
    private readonly Dictionary<(string?, string?, string?, string?, string?), RoleSession?> _sessions = [];

    /// <summary>The region of the last record; null if it has none.</summary>
    public string? Region { get; private set; }

    /// <summary>True if the last object was a record, of whatever principal.</summary>
    public bool IsRecord { get; private set; }

    /// <summary>Reads a record. Returns null if no session of a role made the call, or if it is not a call.</summary>
    /// <exception cref="JsonException">The text is not a JSON object.</exception>
    public ObservedCalls? Read(ReadOnlySpan<byte> record)
    {
        var reader = new Utf8JsonReader(record, new JsonReaderOptions { MaxDepth = Deepest });
        try
        {
            return Read(ref reader);
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("A string is not valid Unicode.", e);
        }
    }

    private ObservedCalls? Read(ref Utf8JsonReader reader)
    {
        string? source = null, name = null, region = null, recipient = null, error = null, id = null, type = null;
        DateTimeOffset? time = null;
        RoleSession? session = null;
        JsonElement parameters = default;
        var resources = default(NamedResources);
        IsRecord = false;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("A record is not an object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("userIdentity"u8))
            {
                IsRecord = true;
                reader.Read();
                session = SessionOf(TrailIdentity.Read(ref reader, _texts));
            }
            else if (reader.ValueTextEquals("eventTime"u8)) time = Time(ref reader);
            else if (reader.ValueTextEquals("eventSource"u8)) source = Text(ref reader);
            else if (reader.ValueTextEquals("eventName"u8)) name = Text(ref reader);
            else if (reader.ValueTextEquals("awsRegion"u8)) region = Text(ref reader);
            else if (reader.ValueTextEquals("eventType"u8)) type = Text(ref reader);
            else if (reader.ValueTextEquals("errorCode"u8)) error = Text(ref reader);
            else if (reader.ValueTextEquals("recipientAccountId"u8)) recipient = Text(ref reader);
            else if (reader.ValueTextEquals("eventID"u8)) id = OwnText(ref reader);
            else if (reader.ValueTextEquals("resources"u8)) resources = NamedResources.Read(ref reader);
            else if (reader.ValueTextEquals("requestParameters"u8)) parameters = Value(ref reader);
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        IsRecord |= name is not null;
        Region = region;
        // A service event is what a service did by itself, and needs no permission of the role. A network activity event is a second
        // record of a call, at a VPC endpoint.
        if (session is null || type is "AwsServiceEvent" or "AwsVpceEvent") return null;
        if (source is null || name is null || time is not { } at)
            throw new JsonException("The record of a session has no valid eventSource, eventName or eventTime.");
        return new ObservedCalls
        {
            RoleArn = session.RoleArn,
            SessionName = session.SessionName,
            FunctionArn = session.FunctionArn,
            RecipientAccountId = recipient ?? session.AccountId,
            FirstSeen = at,
            LastSeen = at,
            EventIds = id is null ? [] : [id],
            Call = new ApiCall
            {
                EventSource = source,
                EventName = name,
                Region = region ?? "",
                AccountId = session.AccountId,
                Partition = session.Partition,
                ResourceArns = resources.Arns ?? [],
                ResourceArnPrefixes = resources.Prefixes ?? [],
                RequestParameters = parameters,
                ErrorCode = error,
            },
        };
    }

    private RoleSession? SessionOf(TrailIdentity identity)
    {
        if (_sessions.TryGetValue(identity.Key, out var known)) return known;
        if (_sessions.Count == MostSessions) _sessions.Clear();
        return _sessions[identity.Key] = identity.Session();
    }

    private string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        return _texts.Read(ref reader);
    }

    private static string? OwnText(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String) return reader.GetString();
        reader.Skip();
        return null;
    }

    private static DateTimeOffset? Time(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String) return reader.TryGetDateTimeOffset(out var time) ? time.ToUniversalTime() : null;
        reader.Skip();
        return null;
    }

    private static JsonElement Value(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject) return JsonElement.ParseValue(ref reader);
        reader.Skip();
        return default;
    }
}
