using System.Text;
using System.Text.Json;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Accounts;

/// <summary>Reads functions with their settings from the responses of GetFunction, UpdateFunctionConfiguration and ListFunctions.</summary>
public static class FunctionDetailReader
{
    /// <summary>Reads one function.</summary>
    /// <param name="body">The response.</param>
    /// <param name="region">The region that was called.</param>
    /// <exception cref="JsonException">The response does not contain a function.</exception>
    public static FunctionDetail Read(Stream body, string region)
    {
        using var json = AnswerJson.Parse(body);
        return Read(json.RootElement, region);
    }

    /// <summary>Reads one page of ListFunctions, and the marker of the next page; null if it is the last.</summary>
    /// <exception cref="JsonException">The response is not such a page.</exception>
    public static (IReadOnlyList<FunctionDetail> Functions, string? Next) ReadPage(Stream body, string region)
    {
        using var json = AnswerJson.Parse(body);
        return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryFind("Functions", out var page)
            && page.ValueKind == JsonValueKind.Array
            ? ([.. page.EnumerateArray().Select(function => Read(function, region))], Text(json.RootElement, "NextMarker"))
            : throw new JsonException("The response has no list of functions.");
    }

    /// <summary>Reads one function, with or without its wrapper.</summary>
    /// <exception cref="JsonException">The JSON is not a function.</exception>
    public static FunctionDetail Read(JsonElement root, string region)
    {
        if (root.ValueKind != JsonValueKind.Object) throw new JsonException("The response has no function.");
        var configuration = root.AnswerObject("Configuration") ?? root;
        var vpc = configuration.AnswerObject("VpcConfig");
        var subnets = Texts(vpc, "SubnetIds");
        return new FunctionDetail
        {
            Function = ReadFunction(configuration, region),
            State = Text(configuration, "State"),
            LastUpdateStatus = Text(configuration, "LastUpdateStatus"),
            LastUpdateStatusReason = Text(configuration, "LastUpdateStatusReason"),
            RevisionId = Text(configuration, "RevisionId"),
            Tags = Tags(root),
            IsInVpc = subnets.Count > 0,
            SubnetIds = subnets,
            SecurityGroupIds = Texts(vpc, "SecurityGroupIds"),
            TracingMode = configuration.AnswerObject("TracingConfig") is { } tracing ? Text(tracing, "Mode") : null,
            DeadLetterTargetArn = configuration.AnswerObject("DeadLetterConfig") is { } dead ? Text(dead, "TargetArn") : null,
            FileSystemArns = [.. configuration.AnswerItems("FileSystemConfigs").Select(system => Text(system, "Arn")).OfType<string>()],
            KmsKeyArn = Text(configuration, "KMSKeyArn"),
            LogGroup = configuration.AnswerObject("LoggingConfig") is { } logging ? Text(logging, "LogGroup") : null,
            PackageType = Text(configuration, "PackageType"),
            LayerArns = [.. configuration.AnswerItems("Layers").Select(layer => Text(layer, "Arn")).OfType<string>()],
            CodeSha256 = Text(configuration, "CodeSha256"),
            IsDurable = configuration.AnswerObject("DurableConfig") is not null,
        };
    }

    private static LambdaFunction ReadFunction(JsonElement configuration, string region)
    {
        var role = Text(configuration, "Role");
        // "function:name" or "function:name:qualifier".
        if (!Arn.TryParse(Text(configuration, "FunctionArn"), out var arn) || arn.Service != "lambda"
            || arn.Resource.Split(':') is not ({ Length: <= 3 } and ["function", { Length: > 0 } name, ..]))
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
                Text(configuration, "Runtime"), Text(configuration, "Handler"), Text(configuration, "PackageType"),
                configuration.AnswerItems("Architectures").Select(item => AnswerJson.Text(item, "Architectures")).FirstOrDefault(),
                configuration.AnswerNumber("MemorySize"), configuration.AnswerNumber("Timeout"),
                Text(configuration, "LastModified") is { } modified ? Time(modified) : null, Text(configuration, "RevisionId")),
        };
    }

    private static IReadOnlyDictionary<string, string> Tags(JsonElement root)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        if (root.AnswerObject("Tags") is not { } json) return tags;
        foreach (var tag in json.EnumerateObject())
            if (!tags.TryAdd(tag.Name, AnswerJson.Text(tag.Value, $"Tag {tag.Name}")))
                throw new JsonException($"The response names tag {tag.Name} twice.");
        return tags;
    }

    private static DateTimeOffset Time(string text) =>
        LambdaTime.TryParse(Encoding.UTF8.GetBytes(text), out var time)
            ? time
            : throw new JsonException("LastModified in the response is not a time.");

    private static IReadOnlyList<string> Texts(JsonElement? parent, string name) =>
        parent is { } json ? [.. json.AnswerItems(name).Select(item => AnswerJson.Text(item, name))] : [];

    /// <summary>Lambda writes some unset fields as empty strings.</summary>
    private static string? Text(JsonElement json, string name) => json.AnswerText(name) is { Length: > 0 } text ? text : null;
}
