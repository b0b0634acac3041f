using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;
using static LambdaRoleAudit.Sandbox.Services.LambdaAnswers;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>Lambda, API 2015-03-31: functions, their configuration and their versions.</summary>
public sealed partial class LambdaService(SandboxState state) : IAwsService
{
    private const string Latest = "$LATEST";

    /// <summary>The configuration settings that CreateFunction and UpdateFunctionConfiguration accept.</summary>
    private static readonly string[] Settable =
    [
        "Role", "Handler", "Runtime", "Description", "Timeout", "MemorySize", "VpcConfig", "DeadLetterConfig", "KMSKeyArn",
        "TracingConfig", "Environment", "EphemeralStorage", "LoggingConfig", "FileSystemConfigs",
    ];

    public string SigningName => "lambda";

    public string OperationOf(SandboxRequest request) =>
        EventSourceMappings.OperationOf(request) ?? (request.Http.Request.Method, Segments(request)) switch
        {
            ("GET", []) => "ListFunctions",
            ("POST", []) => "CreateFunction",
            ("GET", [_]) => "GetFunction",
            ("DELETE", [_]) => "DeleteFunction",
            ("GET", [_, "configuration"]) => "GetFunctionConfiguration",
            ("PUT", [_, "configuration"]) => "UpdateFunctionConfiguration",
            ("GET", [_, "versions"]) => "ListVersionsByFunction",
            ("POST", [_, "versions"]) => "PublishVersion",
            ("GET", [_, "policy"]) => "GetPolicy",
            ("POST", [_, "policy"]) => "AddPermission",
            ("DELETE", [_, "policy", _]) => "RemovePermission",
            ("GET", [_, "aliases"]) => "ListAliases",
            ("POST", [_, "aliases"]) => "CreateAlias",
            ("GET", [_, "aliases", _]) => "GetAlias",
            ("PUT", [_, "aliases", _]) => "UpdateAlias",
            ("DELETE", [_, "aliases", _]) => "DeleteAlias",
            ("GET", [_, "provisioned-concurrency"]) => "GetProvisionedConcurrencyConfig",
            ("PUT", [_, "provisioned-concurrency"]) => "PutProvisionedConcurrencyConfig",
            ("DELETE", [_, "provisioned-concurrency"]) => "DeleteProvisionedConcurrencyConfig",
            ("GET", [_, "url"]) => "GetFunctionUrlConfig",
            ("POST", [_, "url"]) => "CreateFunctionUrlConfig",
            _ => "",
        };

    public Task HandleAsync(SandboxRequest request)
    {
        lock (request.Account.Lock)
        {
            var answer = request.Operation switch
            {
                "ListFunctions" => ListFunctions(request),
                "CreateFunction" => Answer(request, 201, CreateFunction(request).Configuration),
                "GetFunction" => Answer(request, 200, GetFunction(request)),
                "GetFunctionConfiguration" => Answer(request, 200, WithState(Find(request).Target)),
                "UpdateFunctionConfiguration" => Answer(request, 200, UpdateFunctionConfiguration(request)),
                "DeleteFunction" => DeleteFunction(request),
                "ListVersionsByFunction" => ListVersions(request),
                "ListEventSourceMappings" => Answer(request, 200, EventSourceMappings.List(request)),
                "CreateEventSourceMapping" => Answer(request, 202, EventSourceMappings.Create(request)),
                "GetEventSourceMapping" => Answer(request, 200, EventSourceMappings.Get(request)),
                "GetPolicy" => Answer(request, 200, ResourcePolicies.Get(Find(request).Target, Find(request).Alias)),
                "AddPermission" => Answer(request, 201, ResourcePolicies.Add(state, request, Find(request).Target, Find(request).Alias)),
                "RemovePermission" => ResourcePolicies.Remove(request, Find(request).Target, Find(request).Alias),
                "ListAliases" => Answer(request, 200, LambdaAliases.List(request, Find(request).Function)),
                "CreateAlias" => Answer(request, 201, LambdaAliases.Create(request, Find(request).Function)),
                "GetAlias" => Answer(request, 200, LambdaAliases.Get(Find(request).Function, Segments(request)[2])),
                "UpdateAlias" => Answer(request, 200, LambdaAliases.Update(request, state, Find(request).Function, Segments(request)[2])),
                "DeleteAlias" => Empty(request, () => LambdaAliases.Delete(Find(request).Function, Segments(request)[2])),
                "GetProvisionedConcurrencyConfig" =>
                    Answer(request, 200, LambdaQualifiers.GetProvisioned(state, Find(request).Target, Find(request).Alias)),
                "PutProvisionedConcurrencyConfig" =>
                    Answer(request, 202, LambdaQualifiers.PutProvisioned(request, state, Find(request).Target, Find(request).Alias)),
                "DeleteProvisionedConcurrencyConfig" =>
                    Empty(request, () => LambdaQualifiers.DeleteProvisioned(Find(request).Target, Find(request).Alias)),
                "GetFunctionUrlConfig" => Answer(request, 200, LambdaQualifiers.GetUrl(Find(request).Function, Find(request).Alias)),
                "CreateFunctionUrlConfig" =>
                    Answer(request, 201, LambdaQualifiers.CreateUrl(request, state, Find(request).Function, Find(request).Alias)),
                "PublishVersion" => Answer(request, 201, WithState(PublishVersion(request))),
                _ =>
                    throw new AwsError(
                        404, "UnknownOperationException", $"The Sandbox does not know {request.Http.Request.Method} {request.RawPath}."),
            };
            request.Account.LastCall = (request.Caller.AccessKey, request.Operation);
            state.Observer?.Invoke(request.Account);
            return answer;
        }
    }

    public Task WriteErrorAsync(SandboxRequest request, AwsError error)
    {
        request.Http.Response.Headers["x-amzn-ErrorType"] = error.Code;
        return Answer(
            request, error.Status,
            new JsonObject
            {
                ["Type"] = error.Status < 500 ? "User" : "Service", ["Message"] = error.Message, ["message"] = error.Message
            });
    }

    private static Task ListFunctions(SandboxRequest request)
    {
        var all = request.Query("FunctionVersion") switch
        {
            null => false,
            "ALL" => true,
            var other =>
                throw Invalid(
                    $"1 validation error detected: Value '{other}' at 'functionVersion' failed to satisfy constraint: Member must satisfy "
                    + "enum value set: [ALL]"),
        };
        return WritePage(request, "Functions", request.Account.Region(request.Region).List(all));
    }

    private FunctionState CreateFunction(SandboxRequest request)
    {
        var account = request.Account;
        var input = request.Json;
        var name = (string?)input["FunctionName"]
            ?? throw Invalid(
                "1 validation error detected: Value null at 'functionName' failed to satisfy constraint: Member must not be null");
        if (!Names().IsMatch(name))
            throw Invalid(
                $"1 validation error detected: Value '{name}' at 'functionName' failed to satisfy constraint: Member must satisfy regular "
                + "expression pattern");
        LambdaRoleCheck.Verify(state, account, (string?)input["Role"], input);
        var region = account.Region(request.Region);
        if (region.Find(name) is not null) throw new AwsError(409, "ResourceConflictException", $"Function already exist: {name}");
        var function = Estate.AddFunction(account, request.Region, name, account.FindRole((string)input["Role"]!)!);
        foreach (var setting in new[] { "Handler", "Runtime", "Description", "VpcConfig", "Environment" })
            function.Configuration.Remove(setting);
        Apply(function, input);
        function.Set("PackageType", (string?)input["PackageType"] ?? "Zip");
        foreach (var (key, value) in input["Tags"] as JsonObject ?? []) function.Tags[key] = (string?)value ?? "";
        if (input["Architectures"] is { } architectures) function.Set("Architectures", architectures.DeepClone());
        Touch(function);
        if ((bool?)input["Publish"] == true) return Estate.Publish(account, request.Region, function);
        return function;
    }

    private JsonObject GetFunction(SandboxRequest request)
    {
        var (function, target, alias) = Find(request);
        var configuration = WithState(target);
        if (alias is not null) configuration["FunctionArn"] = $"{function.FunctionArn}:{alias.Name}";
        var answer = new JsonObject
        {
            ["Configuration"] = configuration,
            ["Code"] = new JsonObject { ["RepositoryType"] = "S3", ["Location"] = "https://example.invalid/code.zip" },
        };
        if (function.Tags.Count > 0)
            answer["Tags"] = new JsonObject(function.Tags.Select(tag => KeyValuePair.Create(tag.Key, (JsonNode?)tag.Value)));
        return answer;
    }

    private JsonObject UpdateFunctionConfiguration(SandboxRequest request)
    {
        var (function, target, _) = Find(request);
        if (target != function) throw Invalid("You can't modify the configuration of a published version.");
        if (function.UpdateEndsAt is not null)
            throw new AwsError(
                409, "ResourceConflictException",
                $"The operation cannot be performed at this time. An update is in progress for resource: {function.FunctionArn}");
        var input = request.Json;
        if ((string?)input["RevisionId"] is { } revision && revision != function.RevisionId)
            throw new AwsError(
                412, "PreconditionFailedException",
                "The RevisionId provided does not match the latest RevisionId. Call the GetFunction/GetAlias API to retrieve the latest "
                + "RevisionId");
        if (input["Role"] is { } role) LambdaRoleCheck.Verify(state, request.Account, (string?)role, function.Configuration);
        var before = function.Role;
        Apply(function, input);
        Touch(function);
        if (function.Role != before && state.DeniedAfterMove.TryRemove(function.FunctionName, out var call))
            CallRecorder.Record(state, request.Account, request.Region, function.FunctionName, call, state.Now);
        function.UpdateFails = state.FailingUpdates.Remove(function.FunctionName);
        function.UpdateEndsAt = state.Now + state.UpdateTime;
        var answer = WithState(function);
        Settle(request.Account, request.Region, function);
        return answer;
    }

    /// <summary>
    /// Ends an update when its time has come. The function then has a new revision id, and pollers continue with its current role, or stop
    /// without an error.
    /// </summary>
    private void Settle(AccountState account, string region, FunctionState function)
    {
        if (function.UpdateEndsAt is not { } end || end > state.Now) return;
        function.UpdateEndsAt = null;
        function.Set("RevisionId", Guid.NewGuid().ToString());
        EventSourceMappings.RoleChanged(account, region, function);
    }

    private static Task Empty(SandboxRequest request, Action action)
    {
        action();
        request.Http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    /// <summary>
    /// Returns the function that the path names (by name, partial or complete ARN), the version that is meant, and the alias, if the
    /// qualifier is one.
    /// </summary>
    private (FunctionState Function, FunctionState Target, AliasState? Alias) Find(SandboxRequest request)
    {
        var account = request.Account;
        var given = Segments(request)[0];
        var match = FunctionReferences().Match(given);
        if (!match.Success)
            throw Invalid(
                $"1 validation error detected: Value '{given}' at 'functionName' failed to satisfy constraint: Member must satisfy "
                + "regular expression pattern");
        var name = match.Groups["name"].Value;
        var qualifier = match.Groups["qualifier"] is { Success: true } inName ? inName.Value : request.Query("Qualifier");
        var arn = account.FunctionArn(request.Region, name);
        var missing = new AwsError(
            404, "ResourceNotFoundException", $"Function not found: {arn}{(qualifier is null ? "" : $":{qualifier}")}");
        if (match.Groups["region"] is { Success: true } region && region.Value != request.Region) throw missing;
        var function = account.Region(request.Region).Find(name) ?? throw missing;
        Settle(account, request.Region, function);
        return qualifier switch
        {
            null or Latest => (function, function, null),
            _ when int.TryParse(qualifier, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && function.Versions.TryGetValue(number, out var version) => (function, version, null),
            _ when function.Aliases.TryGetValue(qualifier, out var alias) =>
                (function, LambdaAliases.Target(function, alias.FunctionVersion), alias),
            _ => throw missing,
        };
    }

    private static void Apply(FunctionState function, JsonObject input)
    {
        foreach (var setting in Settable)
            if (input[setting] is { } value) function.Set(setting, value.DeepClone());
    }

    private void Touch(FunctionState function)
    {
        function.Set("RevisionId", Guid.NewGuid().ToString());
        function.Set("LastModified", state.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture));
    }

    /// <summary>Returns the path segments after /2015-03-31/functions.</summary>
    private static string[] Segments(SandboxRequest request)
    {
        var parts = request.RawPath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        // Provisioned concurrency and URLs came with later versions of the API.
        return parts is ["2015-03-31" or "2019-09-30" or "2021-10-31", "functions", .. var rest]
            ? [.. rest.Select(Uri.UnescapeDataString)] : ["", "", ""];
    }

    [GeneratedRegex(@"^[a-zA-Z0-9_-]{1,64}$")]
    private static partial Regex Names();

    [GeneratedRegex(
        @"^(arn:[\w-]+:lambda:(?<region>[a-z0-9-]+):\d{12}:function:|\d{12}:function:|function:)?(?<name>[a-zA-Z0-9_-]+)(:(?<qualifier>\$LATEST|[a-zA-Z0-9_-]+))?$")]
    private static partial Regex FunctionReferences();
}
