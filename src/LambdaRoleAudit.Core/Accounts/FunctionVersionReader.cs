using System.Text.Json;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>Reads versions and aliases from the responses of Lambda.</summary>
public static class FunctionVersionReader
{
    /// <summary>Reads a version from the response of GetFunction or PublishVersion.</summary>
    /// <param name="body">The response.</param>
    /// <param name="region">The region that was called.</param>
    /// <exception cref="JsonException">The response does not contain a function.</exception>
    public static FunctionVersion Read(Stream body, string region)
    {
        using var json = AnswerJson.Parse(body);
        var detail = FunctionDetailReader.Read(json.RootElement, region);
        var configuration = json.RootElement.AnswerObject("Configuration") ?? json.RootElement;
        var snapshot = configuration.AnswerObject("SnapStart");
        return new FunctionVersion
        {
            Detail = detail,
            Settings = ConfigurationDigest.Of(configuration),
            Description = configuration.AnswerText("Description") is { Length: > 0 } text ? text : null,
            StateReason = configuration.AnswerText("StateReason"),
            HasSnapStart = snapshot?.AnswerText("ApplyOn") is not (null or "None"),
            IsSnapStartReady = snapshot?.AnswerText("OptimizationStatus") == "On",
        };
    }

    /// <summary>Reads one page of ListVersionsByFunction, and the marker of the next page; null if it is the last.</summary>
    /// <exception cref="JsonException">The response is not such a page.</exception>
    public static (IReadOnlyList<FunctionDetail> Versions, string? Next) ReadPage(Stream body, string region)
    {
        using var json = AnswerJson.Parse(body);
        return ([.. json.RootElement.RequiredItems("Versions").Select(version => FunctionDetailReader.Read(version, region))], Next(json));
    }

    /// <summary>Reads one page of ListAliases, and the marker of the next page; null if it is the last.</summary>
    /// <exception cref="JsonException">The response is not such a page.</exception>
    public static (IReadOnlyList<FunctionAlias> Aliases, string? Next) ReadAliases(Stream body)
    {
        using var json = AnswerJson.Parse(body);
        return ([.. json.RootElement.RequiredItems("Aliases").Select(ReadAlias)], Next(json));
    }

    /// <summary>Reads an alias from the response of GetAlias or UpdateAlias.</summary>
    /// <exception cref="JsonException">The response is not an alias.</exception>
    public static FunctionAlias ReadAlias(Stream body)
    {
        using var json = AnswerJson.Parse(body);
        return ReadAlias(json.RootElement);
    }

    private static FunctionAlias ReadAlias(JsonElement alias) => new()
    {
        Name = Required(alias, "Name"),
        AliasArn = Required(alias, "AliasArn"),
        FunctionVersion = Required(alias, "FunctionVersion"),
        RevisionId = alias.AnswerText("RevisionId"),
        AdditionalVersions = alias.AnswerObject("RoutingConfig")?.AnswerObject("AdditionalVersionWeights") is { } weights
            ? [.. weights.EnumerateObject().Select(weight => weight.Name)]
            : [],
    };

    private static string Required(JsonElement alias, string name) =>
        alias.AnswerText(name) is { Length: > 0 } text ? text : throw new JsonException($"An alias has no {name}.");

    private static string? Next(JsonDocument json) => json.RootElement.AnswerText("NextMarker") is { Length: > 0 } next ? next : null;
}
