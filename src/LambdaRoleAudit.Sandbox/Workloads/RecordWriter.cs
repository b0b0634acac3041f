using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>Writes records as CloudTrail does, in the order of its fields (CloudTrail user guide, "CloudTrail record contents").</summary>
internal sealed class RecordWriter(long seed, WorkloadOptions options)
{
    private static readonly JsonWriterOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private Utf8JsonWriter? _json;

    /// <summary>Returns a record in UTF-8.</summary>
    public byte[] Write(WorkloadCall call)
    {
        _buffer.Clear();
        _json ??= new Utf8JsonWriter(_buffer, Plain);
        _json.Reset();
        Write(_json, call);
        _json.Flush();
        return _buffer.WrittenSpan.ToArray();
    }

    private void Write(Utf8JsonWriter json, WorkloadCall call)
    {
        var era = EraOf(call);
        json.WriteStartObject();
        json.WriteString("eventVersion", era == RecordEra.WithoutScope ? "1.09" : "1.11");
        json.WriteStartObject("userIdentity");
        WriteIdentity(json, call, era);
        json.WriteEndObject();
        json.WriteString("eventTime", Time(call.Time));
        json.WriteString("eventSource", $"{call.Call.EventSource}.amazonaws.com");
        json.WriteString("eventName", call.Call.EventName);
        json.WriteString("awsRegion", call.Region);
        var service = call.Call.InvokedBy ?? (call.Caller.Kind == CallerKind.Service ? call.Caller.Name : null);
        json.WriteString("sourceIPAddress", service ?? Address(call));
        json.WriteString("userAgent", service ?? "aws-sdk-nodejs/3 exec-env/AWS_Lambda_nodejs22.x");
        if (call.ErrorCode is { } error)
        {
            json.WriteString("errorCode", error);
            json.WriteString("errorMessage", call.IsDenied ? "You are not authorized to perform this operation." : "Rate exceeded");
        }

        WriteRaw(json, "requestParameters", call.Call.EventType == "AwsApiCall" ? call.Call.Parameters : null);
        WriteRaw(json, "responseElements", call.ErrorCode is null ? call.Call.Response : null);
        json.WriteString("requestID", Id(call, 1));
        json.WriteString("eventID", Id(call, 2));
        json.WriteBoolean("readOnly", call.Call.IsReadOnly);
        if (call.Call.Resources.Count > 0 && call.ErrorCode is null) WriteResources(json, call.Call);
        json.WriteString("eventType", call.Call.EventType);
        json.WriteBoolean("managementEvent", call.Call.DataType is null);
        json.WriteString("recipientAccountId", options.AccountId);
        json.WriteString("eventCategory", call.Call.DataType is null ? "Management" : "Data");
        if (call.Caller.Kind != CallerKind.Service && call.Call.InvokedBy is null)
        {
            json.WriteStartObject("tlsDetails");
            json.WriteString("tlsVersion", "TLSv1.3");
            json.WriteString("cipherSuite", "TLS_AES_128_GCM_SHA256");
            json.WriteString("clientProvidedHostHeader", $"{call.Call.EventSource}.{call.Region}.amazonaws.com");
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void WriteIdentity(Utf8JsonWriter json, WorkloadCall call, RecordEra era)
    {
        var caller = call.Caller;
        switch (caller.Kind)
        {
            case CallerKind.User:
                json.WriteString("type", "IAMUser");
                json.WriteString("principalId", "AIDAEXAMPLEEXAMPLE123");
                json.WriteString("arn", $"arn:{options.Partition}:iam::{options.AccountId}:user/{caller.Name}");
                json.WriteString("accountId", options.AccountId);
                json.WriteString("accessKeyId", "AKIAEXAMPLEEXAMPLE12");
                json.WriteString("userName", caller.Name);
                return;
            case CallerKind.Service:
                json.WriteString("type", "AWSService");
                json.WriteString("invokedBy", caller.Name);
                return;
        }

        var (name, path, id) = caller.Role is { } role
            ? (role.Name, role.Path, role.RoleId)
            : (caller.Kind == CallerKind.Instance ? "web-instances" : "operations", "/", "AROAOTHEREXAMPLE12345");
        json.WriteString("type", "AssumedRole");
        json.WriteString("principalId", $"{id}:{caller.Name}");
        json.WriteString("arn", $"arn:{options.Partition}:sts::{options.AccountId}:assumed-role/{name}/{caller.Name}");
        json.WriteString("accountId", options.AccountId);
        json.WriteString("accessKeyId", "ASIAEXAMPLEEXAMPLE12");
        json.WriteStartObject("sessionContext");
        json.WriteStartObject("sessionIssuer");
        json.WriteString("type", "Role");
        json.WriteString("principalId", id);
        json.WriteString("arn", $"arn:{options.Partition}:iam::{options.AccountId}:role{path}{name}");
        json.WriteString("accountId", options.AccountId);
        json.WriteString("userName", name);
        json.WriteEndObject();
        json.WriteStartObject("attributes");
        json.WriteString("creationDate", Time(call.Time.AddMinutes(-7)));
        json.WriteString("mfaAuthenticated", "false");
        json.WriteEndObject();
        if (caller.Kind == CallerKind.Instance) json.WriteString("ec2RoleDelivery", "2.0");
        json.WriteEndObject();
        if (call.Call.InvokedBy is not null) json.WriteString("invokedBy", call.Call.InvokedBy);
        if (era != RecordEra.WithoutScope) WriteScope(json, caller, call.Region, era);
    }

    private void WriteScope(Utf8JsonWriter json, Caller caller, string region, RecordEra era)
    {
        if (caller.Kind is not (CallerKind.Function or CallerKind.Instance)) return;
        json.WriteStartObject("inScopeOf");
        if (caller.Function is { } function)
        {
            json.WriteString("issuerType", "AWS::Lambda::Function");
            json.WriteString("credentialsIssuedTo", function.Arn);
            if (era == RecordEra.WithVersion) json.WriteString("credentialsIssuedToVersion", $"{function.Arn}:$LATEST");
        }
        else
        {
            json.WriteString("issuerType", "AWS::EC2::Instance");
            json.WriteString(
                "credentialsIssuedTo", $"arn:{options.Partition}:ec2:{region}:{options.AccountId}:instance/{caller.Name}");
        }

        json.WriteEndObject();
    }

    private void WriteResources(Utf8JsonWriter json, ApiCall call)
    {
        json.WriteStartArray("resources");
        foreach (var resource in call.Resources)
        {
            json.WriteStartObject();
            if (resource.Key != "ARNPrefix") json.WriteString("accountId", options.AccountId);
            if (resource.Type is not null) json.WriteString("type", resource.Type);
            json.WriteString(resource.Key, resource.Arn);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private RecordEra EraOf(WorkloadCall call) => options.Era switch
    {
        RecordEra.ByDate => call.Time.Year < 2025
            ? RecordEra.WithoutScope
            : call.Time < new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero) ? RecordEra.WithFunction : RecordEra.WithVersion,
        RecordEra.Mixed => RecordEra.WithoutScope + (int)(call.Number % 3),
        var era => era,
    };

    private static void WriteRaw(Utf8JsonWriter json, string name, string? raw)
    {
        json.WritePropertyName(name);
        if (raw is null) json.WriteNullValue();
        else json.WriteRawValue(raw, skipInputValidation: true);
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Address(WorkloadCall call) =>
        string.Create(CultureInfo.InvariantCulture, $"203.0.113.{1 + Dice.Below(250, call.Number, 11)}");

    /// <summary>Returns a UUID of version 4 that depends on the call.</summary>
    private Guid Id(WorkloadCall call, int kind)
    {
        var place = call.Caller.Function?.Arn.Length ?? 0;
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Dice.Mix(seed, call.Number, kind, place));
        BitConverter.TryWriteBytes(bytes[8..], Dice.Mix(seed, call.Number, kind, call.Time.Ticks, call.Call.EventName.Length));
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes);
    }
}
