using System.Globalization;
using System.Text;
using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Usage;

/// <summary>
/// Reads a CloudTrail record (AWS CloudTrail user guide, "CloudTrail record contents" and "CloudTrail userIdentity element"). Only
/// properties at their own places count: an object in <c>requestParameters</c> that looks like a record does not.
/// </summary>
internal static class TrailRecord
{
    private const string LambdaFunction = "AWS::Lambda::Function";

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 1024 };

    /// <summary>Parses a JSON object.</summary>
    /// <exception cref="JsonException">The text is not valid JSON.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json) => JsonDocument.Parse(json, Options);

    /// <summary>Returns true if a record, or a page of records, has insight events.</summary>
    public static bool IsInsight(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = Parse(json);
            return document.RootElement.Text("eventCategory") == "Insight" || document.RootElement.Text("eventType") == "AwsCloudTrailInsight";
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>
    /// Returns the records in an object: itself; the record in an event of LookupEvents, which is a string; or the elements of a page.
    /// </summary>
    /// <exception cref="JsonException">A string is not valid JSON.</exception>
    public static IEnumerable<JsonElement> In(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) yield break;
        if (json.TryFind("eventName", out _) || json.TryFind("userIdentity", out _))
        {
            yield return json;
        }
        else if (json.Text("CloudTrailEvent") is { } text)
        {
            using var document = Parse(Encoding.UTF8.GetBytes(text));
            yield return document.RootElement;
        }
        else if ((json.TryFind("Records", out var records) || json.TryFind("Events", out records))
            && records.ValueKind == JsonValueKind.Array)
        {
            foreach (var record in records.EnumerateArray().SelectMany(In)) yield return record;
        }
    }

    /// <summary>Returns the call; null if no session of a role made it, or if it is not a call.</summary>
    /// <exception cref="JsonException">A property is not valid Unicode.</exception>
    public static ObservedCalls? Read(JsonElement record)
    {
        if (!record.TryFind("userIdentity", out var identity) || identity.Text("type") != "AssumedRole"
            || record.Text("eventSource") is not { } source || record.Text("eventName") is not { } name
            || record.Text("eventTime") is not { } written || TimeOf(written) is not { } time
            || !TryGetSession(identity, out var role, out var session, out var account)) return null;
        return new ObservedCalls
        {
            RoleArn = role,
            SessionName = session,
            FunctionArn = FunctionOf(identity),
            RecipientAccountId = record.Text("recipientAccountId") ?? account,
            FirstSeen = time,
            LastSeen = time,
            EventIds = record.Text("eventID") is { } id ? [id] : [],
            Call = CallOf(record, source, name, role, account),
        };
    }

    private static ApiCall CallOf(JsonElement record, string source, string name, string role, string account)
    {
        List<string>? arns = null;
        List<string>? prefixes = null;
        if (record.TryFind("resources", out var resources) && resources.ValueKind == JsonValueKind.Array)
        {
            foreach (var resource in resources.EnumerateArray())
            {
                // CloudTrail writes the key in three ways, by service.
                if ((resource.Text("ARN") ?? resource.Text("arn")) is { } arn) (arns ??= []).Add(arn);
                else if ((resource.Text("ARNPrefix") ?? resource.Text("arnPrefix")) is { } prefix) (prefixes ??= []).Add(prefix);
            }
        }

        return new ApiCall
        {
            EventSource = source,
            EventName = name,
            Region = record.Text("awsRegion") ?? "",
            AccountId = account,
            Partition = role.Split(':', 3)[1],
            ResourceArns = arns ?? [],
            ResourceArnPrefixes = prefixes ?? [],
            RequestParameters = record.TryFind("requestParameters", out var parameters) ? parameters : default,
            ErrorCode = record.Text("errorCode"),
        };
    }

    /// <summary>
    /// Reads the role and the name of a session. Only <c>sessionIssuer</c> has the role's path; without it, the role's ARN has no path.
    /// </summary>
    private static bool TryGetSession(JsonElement identity, out string role, out string session, out string account)
    {
        (role, session, account) = ("", "", "");
        // arn:aws:sts::111122223333:assumed-role/role-name/session-name
        if (!Arn.TryParse(identity.Text("arn"), out var arn) || arn.Service != "sts") return false;
        var parts = arn.Resource.Split('/');
        if (parts.Length < 3 || parts[0] != "assumed-role") return false;
        session = string.Join('/', parts[2..]);
        account = arn.AccountId;
        role = identity.TryFind("sessionContext", out var context) && context.TryFind("sessionIssuer", out var issuer)
            && issuer.Text("arn") is { } issued && Arn.TryParseRole(issued, out _)
                ? issued
                : $"arn:{arn.Partition}:iam::{arn.AccountId}:role/{parts[1]}";
        return true;
    }

    private static string? FunctionOf(JsonElement identity)
    {
        if (!identity.TryFind("inScopeOf", out var scope) || scope.Text("issuerType") != LambdaFunction
            || scope.Text("credentialsIssuedTo") is not { } function) return null;
        // A qualifier is not part of the function's identity here: arn:aws:lambda:region:account:function:name:qualifier
        var parts = function.Split(':');
        return parts.Length >= 7 && parts[5] == "function" ? string.Join(':', parts[..7]) : null;
    }

    private static DateTimeOffset? TimeOf(string text) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
}
