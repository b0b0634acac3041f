using System.Text;
using System.Text.Json;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Inventory;

/// <summary>Reads functions with their settings: the answers of GetFunction, UpdateFunctionConfiguration and ListFunctions.</summary>
public static class FunctionDetailReader
{
    /// <summary>One function.</summary>
    /// <param name="body">The answer.</param>
    /// <param name="region">The region that was asked.</param>
    /// <exception cref="JsonException">It holds no function.</exception>
    public static FunctionDetail Read(Stream body, string region)
    {
        using var json = JsonDocument.Parse(body);
        return Read(json.RootElement, region);
    }

    /// <summary>One page of ListFunctions, and the marker of the next; null where it is the last.</summary>
    /// <exception cref="JsonException">It is no such page.</exception>
    public static (IReadOnlyList<FunctionDetail> Functions, string? Next) ReadPage(Stream body, string region)
    {
        using var json = JsonDocument.Parse(body);
        return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryFind("Functions", out var page) && page.ValueKind == JsonValueKind.Array
            ? ([.. page.EnumerateArray().Select(function => Read(function, region))], Text(json.RootElement, "NextMarker"))
            : throw new JsonException("The answer holds no list of functions.");
    }

    /// <summary>One function, wrapped or not.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static FunctionDetail Read(JsonElement root, string region)
    {
        if (root.ValueKind != JsonValueKind.Object) throw new JsonException("The answer holds no function.");
        var configuration = root.TryFind("Configuration", out var inner) ? inner : root;
        return new FunctionDetail
        {
            Function = ReadFunction(configuration, region),
            State = Text(configuration, "State"),
            LastUpdateStatus = Text(configuration, "LastUpdateStatus"),
            LastUpdateStatusReason = Text(configuration, "LastUpdateStatusReason"),
            RevisionId = Text(configuration, "RevisionId"),
            Tags = Tags(root),
            IsInVpc = configuration.Object("VpcConfig") is { } vpc && vpc.Items("SubnetIds").Any(),
            TracingMode = configuration.Object("TracingConfig") is { } tracing ? Text(tracing, "Mode") : null,
            DeadLetterTargetArn = configuration.Object("DeadLetterConfig") is { } dead ? Text(dead, "TargetArn") : null,
            FileSystemArns = [.. configuration.Items("FileSystemConfigs").Select(system => Text(system, "Arn")).OfType<string>()],
            KmsKeyArn = Text(configuration, "KMSKeyArn"),
            LogGroup = configuration.Object("LoggingConfig") is { } logging ? Text(logging, "LogGroup") : null,
            PackageType = Text(configuration, "PackageType"),
            LayerArns = [.. configuration.Items("Layers").Select(layer => Text(layer, "Arn")).OfType<string>()],
            IsDurable = configuration.Object("DurableConfig") is not null,
        };
    }

    private static LambdaFunction ReadFunction(JsonElement configuration, string region)
    {
        var role = Text(configuration, "Role");
        // "function:name" or "function:name:qualifier".
        if (!Arn.TryParse(Text(configuration, "FunctionArn"), out var arn) || arn.Service != "lambda" || arn.Resource.Split(':') is not ["function", { Length: > 0 } name, ..])
            throw new JsonException("FunctionArn is not a Lambda function's ARN.");
        if (!Arn.TryParseRole(role, out _)) throw new JsonException($"Function '{name}' has a Role that is not a role's ARN.");
        return new LambdaFunction
        {
            FunctionName = name,
            FunctionArn = arn.ToString(),
            Role = role,
            Region = arn.Region.Length > 0 ? arn.Region : region,
            AccountId = arn.AccountId,
            Version = Text(configuration, "Version") ?? LambdaFunction.Latest,
            Configuration = new FunctionConfiguration(
                Text(configuration, "Runtime"), Text(configuration, "Handler"), Text(configuration, "PackageType"), configuration.Items("Architectures").Select(item => item.ValueKind == JsonValueKind.String ? item.Unicode("Architectures") : null).FirstOrDefault(),
                Number(configuration, "MemorySize"), Number(configuration, "Timeout"),
                Text(configuration, "LastModified") is { } modified && LambdaTime.TryParse(Encoding.UTF8.GetBytes(modified), out var time) ? time : null, Text(configuration, "RevisionId")),
        };
    }

    private static Dictionary<string, string> Tags(JsonElement root)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        if (root.Object("Tags") is not { } found) return tags;
        if (found.Repeated() is { } repeated) throw new JsonException($"The tag '{repeated}' is there twice.");
        foreach (var tag in found.EnumerateObject()) tags[tag.Name] = found.Text(tag.Name) ?? "";
        return tags;
    }

    private static int Number(JsonElement json, string name) =>
        json.TryFind(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : 0;

    /// <summary>Lambda writes some fields that are not set as empty texts.</summary>
    private static string? Text(JsonElement json, string name) => json.Text(name) is { Length: > 0 } text ? text : null;
}
