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
        return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("Functions", out var page) && page.ValueKind == JsonValueKind.Array
            ? ([.. page.EnumerateArray().Select(function => Read(function, region))], Text(json.RootElement, "NextMarker"))
            : throw new JsonException("The answer holds no list of functions.");
    }

    /// <summary>One function, wrapped or not.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static FunctionDetail Read(JsonElement root, string region)
    {
        if (root.ValueKind != JsonValueKind.Object) throw new JsonException("The answer holds no function.");
        var configuration = root.TryGetProperty("Configuration", out var inner) ? inner : root;
        var vpc = configuration.Object("VpcConfig");
        IReadOnlyList<string> subnets = Texts(vpc, "SubnetIds");
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
            IsInVpc = subnets.Count > 0,
            SubnetIds = subnets,
            SecurityGroupIds = Texts(vpc, "SecurityGroupIds"),
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
        if (!Arn.TryParse(Text(configuration, "FunctionArn"), out var arn) || !Arn.TryParseRole(role, out _)) throw new JsonException("The answer holds no function with a role.");
        // "function:name" or "function:name:qualifier".
        var name = arn.Resource.Split(':') is [_, var second, ..] ? second : throw new JsonException("The answer holds no function's ARN.");
        return new LambdaFunction
        {
            FunctionName = name,
            FunctionArn = arn.ToString(),
            Role = role!,
            Region = arn.Region.Length > 0 ? arn.Region : region,
            AccountId = arn.AccountId,
            Version = Text(configuration, "Version") ?? LambdaFunction.Latest,
            Configuration = new FunctionConfiguration(
                Text(configuration, "Runtime"), Text(configuration, "Handler"), Text(configuration, "PackageType"), configuration.Items("Architectures").Select(item => item.GetString()).FirstOrDefault(),
                Number(configuration, "MemorySize"), Number(configuration, "Timeout"),
                Text(configuration, "LastModified") is { } modified && LambdaTime.TryParse(Encoding.UTF8.GetBytes(modified), out var time) ? time : null, Text(configuration, "RevisionId")),
        };
    }

    private static int Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : 0;

    private static List<string> Texts(JsonElement? parent, string name) =>
        parent is { } json ? [.. json.Items(name).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)] : [];

    /// <summary>Lambda writes some fields that are not set as empty texts.</summary>
    private static string? Text(JsonElement json, string name) => json.Text(name) is { Length: > 0 } text ? text : null;
}
