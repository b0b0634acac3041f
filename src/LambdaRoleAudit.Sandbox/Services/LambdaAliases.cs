using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;
using static LambdaRoleAudit.Sandbox.Services.LambdaAnswers;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>The aliases of a function, which point to its versions.</summary>
internal static partial class LambdaAliases
{
    private const string Latest = "$LATEST";

    public static JsonObject Create(SandboxRequest request, FunctionState function)
    {
        var input = request.Json;
        var name = (string?)input["Name"];
        if (name is null || !Names().IsMatch(name))
            throw Invalid(
                $"1 validation error detected: Value '{name}' at 'name' failed to satisfy constraint: Member must satisfy regular "
                + "expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)");
        if (function.Aliases.ContainsKey(name))
            throw new AwsError(
                409, "ResourceConflictException",
                $"Alias already exists: {function.FunctionArn}:{name}, please use updateAlias operation to update it");
        var alias = new AliasState(name, (string?)input["FunctionVersion"] ?? Latest)
        {
            Description = (string?)input["Description"] ?? "",
        };
        Apply(function, alias, input);
        function.Aliases[name] = alias;
        return Show(function, alias);
    }

    public static JsonObject Get(FunctionState function, string name) => Show(function, Find(function, name));

    public static JsonObject List(SandboxRequest request, FunctionState function)
    {
        var all = function.Aliases.Values
            .Where(alias => request.Query("FunctionVersion") is not { } wanted || alias.FunctionVersion == wanted).ToList();
        var start = request.Query("Marker") is { Length: > 0 } marker ? all.FindIndex(alias => alias.Name == marker) + 1 : 0;
        var size = Math.Min(50, int.Parse(request.Query("MaxItems") ?? "50", CultureInfo.InvariantCulture));
        var page = all.Skip(start).Take(size).ToList();
        var answer = new JsonObject { ["Aliases"] = new JsonArray([.. page.Select(alias => Show(function, alias))]) };
        if (start + page.Count < all.Count) answer["NextMarker"] = page[^1].Name;
        return answer;
    }

    public static JsonObject Update(SandboxRequest request, SandboxState state, FunctionState function, string name)
    {
        var alias = Find(function, name);
        var input = request.Json;
        if ((string?)input["RevisionId"] is { } revision && revision != alias.RevisionId)
            throw new AwsError(
                412, "PreconditionFailedException",
                "The RevisionId provided does not match the latest RevisionId. Call the GetFunction/GetAlias API to retrieve the latest "
                + "RevisionId");
        if ((string?)input["Description"] is { } description) alias.Description = description;
        var before = alias.FunctionVersion;
        Apply(function, alias, input);
        alias.RevisionId = Guid.NewGuid().ToString();
        if (alias.FunctionVersion == before) return Show(function, alias);
        if (alias.Provisioned is { } provisioned)
            alias.Provisioned = provisioned with
            {
                ReadyAt = state.Now + state.ProvisioningTime,
                Fails = state.FailingProvisioning.Remove(name),
            };
        EventSourceMappings.RoleChanged(
            request.Account, request.Region, $"{function.FunctionArn}:{name}", Target(function, alias.FunctionVersion).Role);
        return Show(function, alias);
    }

    public static void Delete(FunctionState function, string name) => function.Aliases.Remove(name);

    /// <summary>Refuses to delete a version that an alias points to.</summary>
    public static void VerifyUnused(FunctionState function, string version)
    {
        var users = function.Aliases.Values.Where(alias => alias.FunctionVersion == version || alias.Weights.ContainsKey(version))
            .Select(alias => alias.Name).ToList();
        if (users.Count > 0)
            throw new AwsError(
                409, "ResourceConflictException",
                $"Version {version} cannot be deleted because it is referenced by the following aliases: [{string.Join(", ", users)}]");
    }

    private static AliasState Find(FunctionState function, string name) => function.Aliases.GetValueOrDefault(name)
        ?? throw new AwsError(404, "ResourceNotFoundException", $"Cannot find alias arn: {function.FunctionArn}:{name}");

    /// <summary>
    /// Sets version and weights. "Both versions must have the same execution role" and dead-letter setting, "must be published", and "the
    /// alias can't point to $LATEST" (Lambda developer guide, "Implement Lambda canary deployments using a weighted alias").
    /// </summary>
    private static void Apply(FunctionState function, AliasState alias, JsonObject input)
    {
        var version = (string?)input["FunctionVersion"] ?? alias.FunctionVersion;
        var first = Target(function, version);
        var weights = input["RoutingConfig"] is JsonObject routing
            ? (routing["AdditionalVersionWeights"] as JsonObject ?? [])
                .ToDictionary(weight => weight.Key, weight => (double)weight.Value!, StringComparer.Ordinal)
            : new Dictionary<string, double>(alias.Weights, StringComparer.Ordinal);
        if (weights.Count > 1) throw Invalid("Number of items in AdditionalVersionWeights cannot be greater than 1.");
        foreach (var (other, share) in weights)
        {
            if (share is < 0 or > 1) throw Invalid("Weight should be between 0.0 and 1.0.");
            if (version == Latest || other == Latest)
                throw Invalid("$LATEST is not supported for an alias pointing to more than 1 version.");
            if (other == version) throw Invalid("Invalid function version " + other + ". Function version should be unique.");
            var second = Target(function, other);
            if (second.Role != first.Role) throw Invalid("Source and destination versions must have the same IAM role.");
            if (second.Configuration["DeadLetterConfig"]?.ToJsonString() != first.Configuration["DeadLetterConfig"]?.ToJsonString())
                throw Invalid("Source and destination versions must have the same dead-letter queue configuration.");
        }

        alias.FunctionVersion = version;
        alias.Weights.Clear();
        foreach (var (other, share) in weights) alias.Weights[other] = share;
    }

    public static FunctionState Target(FunctionState function, string version) => version == Latest ? function
        : int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && function.Versions.TryGetValue(number, out var published) ? published
        : throw new AwsError(404, "ResourceNotFoundException", $"Function not found: {function.FunctionArn}:{version}");

    private static JsonObject Show(FunctionState function, AliasState alias)
    {
        var answer = new JsonObject
        {
            ["AliasArn"] = $"{function.FunctionArn}:{alias.Name}",
            ["Name"] = alias.Name,
            ["FunctionVersion"] = alias.FunctionVersion,
            ["Description"] = alias.Description,
            ["RevisionId"] = alias.RevisionId,
        };
        if (alias.Weights.Count > 0)
            answer["RoutingConfig"] = new JsonObject
            {
                ["AdditionalVersionWeights"] = new JsonObject(
                    alias.Weights.Select(weight => KeyValuePair.Create(weight.Key, (JsonNode?)weight.Value))),
            };
        return answer;
    }

    [GeneratedRegex("^(?!^[0-9]+$)([a-zA-Z0-9-_]{1,128})$")]
    private static partial Regex Names();
}
