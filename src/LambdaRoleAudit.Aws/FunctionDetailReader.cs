using System.Text.Json;
using LambdaRoleAudit.Inventory;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws;

/// <summary>Reads the answers of GetFunction and UpdateFunctionConfiguration.</summary>
internal static class FunctionDetailReader
{
    public static FunctionDetail Read(Stream body, string region)
    {
        using var json = JsonDocument.Parse(body);
        var root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object) throw new JsonException("The answer holds no function.");
        var configuration = root.TryGetProperty("Configuration", out var inner) ? inner : root;
        return new FunctionDetail
        {
            Function = ReadFunction(configuration, region),
            State = Text(configuration, "State"),
            LastUpdateStatus = Text(configuration, "LastUpdateStatus"),
            LastUpdateStatusReason = Text(configuration, "LastUpdateStatusReason"),
            RevisionId = Text(configuration, "RevisionId"),
            Tags = root.TryGetProperty("Tags", out var tags) && tags.ValueKind == JsonValueKind.Object
                ? tags.EnumerateObject().ToDictionary(tag => tag.Name, tag => tag.Value.GetString() ?? "", StringComparer.Ordinal)
                : new Dictionary<string, string>(),
            IsInVpc = Object(configuration, "VpcConfig") is { } vpc && Items(vpc, "SubnetIds").Any(),
            TracingMode = Object(configuration, "TracingConfig") is { } tracing ? Text(tracing, "Mode") : null,
            DeadLetterTargetArn = Object(configuration, "DeadLetterConfig") is { } dead ? Text(dead, "TargetArn") : null,
            FileSystemArns = [.. Items(configuration, "FileSystemConfigs").Select(system => Text(system, "Arn")).OfType<string>()],
            KmsKeyArn = Text(configuration, "KMSKeyArn"),
            LogGroup = Object(configuration, "LoggingConfig") is { } logging ? Text(logging, "LogGroup") : null,
            PackageType = Text(configuration, "PackageType"),
            LayerArns = [.. Items(configuration, "Layers").Select(layer => Text(layer, "Arn")).OfType<string>()],
            IsDurable = Object(configuration, "DurableConfig") is not null,
        };
    }

    /// <summary>By the reader that every other source of functions goes through, so that a function looks the same from all.</summary>
    private static LambdaFunction ReadFunction(JsonElement configuration, string region)
    {
        var found = new FunctionInventoryBuilder(problem => throw new JsonException(problem.Message));
        new FunctionJsonReader(found, region).Read(JsonSerializer.SerializeToUtf8Bytes(configuration));
        return found.Build().Functions.FirstOrDefault() ?? throw new JsonException("The answer holds no function.");
    }

    private static JsonElement? Object(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    private static IEnumerable<JsonElement> Items(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
