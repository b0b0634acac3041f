using System.Globalization;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;
using static LambdaRoleAudit.Sandbox.Services.LambdaAnswers;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>What a function, a version or an alias has of its own: provisioned concurrency and a URL.</summary>
internal static class LambdaQualifiers
{
    public static JsonObject PutProvisioned(SandboxRequest request, SandboxState state, FunctionState target, AliasState? alias)
    {
        if (target.Version == "$LATEST")
            throw Invalid("Provisioned Concurrency Configs cannot be applied to unpublished function versions.");
        if (alias?.Weights.Count > 0)
            throw Invalid("Provisioned Concurrency Configs cannot be applied to an alias with a routing configuration.");
        if (request.Json["ProvisionedConcurrentExecutions"] is not { } count || (int)count < 1)
            throw Invalid(
                "1 validation error detected: Value at 'provisionedConcurrentExecutions' failed to satisfy constraint: Member must have "
                + "value greater than or equal to 1");
        var provisioned = new ProvisionedState((int)count, state.Now + state.ProvisioningTime);
        if (alias is not null) alias.Provisioned = provisioned;
        else target.Provisioned = provisioned;
        return Show(state, provisioned);
    }

    public static JsonObject GetProvisioned(SandboxState state, FunctionState target, AliasState? alias) =>
        (alias is null ? target.Provisioned : alias.Provisioned) is { } provisioned
            ? Show(state, provisioned)
            : throw new AwsError(
                404, "ProvisionedConcurrencyConfigNotFoundException", "No Provisioned Concurrency Config found for this function");

    public static void DeleteProvisioned(FunctionState target, AliasState? alias)
    {
        if (alias is not null) alias.Provisioned = null;
        else target.Provisioned = null;
    }

    public static JsonObject CreateUrl(SandboxRequest request, SandboxState state, FunctionState function, AliasState? alias)
    {
        if ((alias is null ? function.Url : alias.Url) is not null)
            throw new AwsError(
                409, "ResourceConflictException",
                $"Failed to create function url config for [functionArn = {Arn(function, alias)}]. Error message:  FunctionUrlConfig "
                + "exists for this Lambda function");
        var now = state.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var url = new JsonObject
        {
            ["FunctionUrl"] = $"https://{Identifiers.Upper(20).ToLowerInvariant()}.lambda-url.{request.Region}.on.aws/",
            ["FunctionArn"] = Arn(function, alias),
            ["AuthType"] = (string?)request.Json["AuthType"] ?? throw Invalid("AuthType is required."),
            ["CreationTime"] = now,
            ["LastModifiedTime"] = now,
            ["InvokeMode"] = (string?)request.Json["InvokeMode"] ?? "BUFFERED",
        };
        if (alias is null) function.Url = url;
        else alias.Url = url;
        return (JsonObject)url.DeepClone();
    }

    public static JsonObject GetUrl(FunctionState function, AliasState? alias) =>
        (JsonObject)((alias is null ? function.Url : alias.Url)
            ?? throw new AwsError(404, "ResourceNotFoundException", "The resource you requested does not exist.")).DeepClone();

    private static string Arn(FunctionState function, AliasState? alias) =>
        alias is null ? function.FunctionArn : $"{function.FunctionArn}:{alias.Name}";

    private static JsonObject Show(SandboxState state, ProvisionedState provisioned)
    {
        var isReady = provisioned.ReadyAt <= state.Now;
        var count = isReady && !provisioned.Fails ? provisioned.Requested : 0;
        var answer = new JsonObject
        {
            ["RequestedProvisionedConcurrentExecutions"] = provisioned.Requested,
            ["AvailableProvisionedConcurrentExecutions"] = count,
            ["AllocatedProvisionedConcurrentExecutions"] = count,
            ["Status"] = !isReady ? "IN_PROGRESS" : provisioned.Fails ? "FAILED" : "READY",
            ["LastModified"] = state.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'+0000'", CultureInfo.InvariantCulture),
        };
        if (isReady && provisioned.Fails) answer["StatusReason"] = "FUNCTION_ERROR_INIT_FAILURE";
        return answer;
    }
}
