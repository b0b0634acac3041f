using System.Globalization;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;
using static LambdaRoleAudit.Sandbox.Services.LambdaAnswers;

namespace LambdaRoleAudit.Sandbox.Services;

/// <content>Versions: published, listed, deleted, and their states.</content>
public sealed partial class LambdaService
{
    private Task ListVersions(SandboxRequest request)
    {
        var function = Find(request).Function;
        return WritePage(request, "Versions", [function, .. function.Versions.Values]);
    }

    private FunctionState PublishVersion(SandboxRequest request)
    {
        var function = Find(request).Function;
        var input = request.Body.Length == 0 ? [] : request.Json;
        if (function.UpdateEndsAt is not null)
            throw new AwsError(
                409, "ResourceConflictException",
                $"The operation cannot be performed at this time. An update is in progress for resource: {function.FunctionArn}");
        if ((string?)input["CodeSha256"] is { Length: > 0 } code && code != (string?)function.Configuration["CodeSha256"])
            throw Invalid($"CodeSHA256 ({code}) is different from current CodeSHA256 in $LATEST. Please try again with the current one.");
        if ((string?)input["RevisionId"] is { Length: > 0 } revision && revision != function.RevisionId)
            throw new AwsError(
                412, "PreconditionFailedException",
                "The RevisionId provided does not match the latest RevisionId. Call the GetFunction/GetAlias API to retrieve the latest "
                + "RevisionId");
        // "Lambda doesn't publish a version if the function's configuration and code haven't changed since the last version" (Lambda API
        // reference, PublishVersion).
        if (function.Versions.TryGetValue(function.LastPublished, out var last) && Published(last) == Published(function)) return last;
        var version = Estate.Publish(request.Account, request.Region, function);
        if ((string?)input["Description"] is { Length: > 0 } description) version.Set("Description", description);
        version.ActiveAt = state.Now + state.PublishTime;
        version.ActivationFails = state.FailingVersions.Remove(function.FunctionName);
        return version;
    }

    /// <summary>Returns the code and the configuration that a version is published with.</summary>
    private static string Published(FunctionState function)
    {
        var configuration = (JsonObject)function.Configuration.DeepClone();
        foreach (var name in new[] { "FunctionArn", "Version", "RevisionId", "LastModified", "Description" }) configuration.Remove(name);
        (configuration["SnapStart"] as JsonObject)?.Remove("OptimizationStatus");
        return new JsonObject(configuration.OrderBy(field => field.Key, StringComparer.Ordinal)
            .Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone()))).ToJsonString();
    }

    private Task DeleteFunction(SandboxRequest request)
    {
        var (function, target, _) = Find(request);
        var region = request.Account.Region(request.Region);
        if (target == function)
        {
            if (request.Query("Qualifier") == Latest) throw Invalid("$LATEST version cannot be deleted without deleting the function.");
            region.Remove(function.FunctionName);
        }
        else
        {
            LambdaAliases.VerifyUnused(function, target.Version);
            function.Versions.Remove(int.Parse(target.Version, CultureInfo.InvariantCulture));
            region.Changed();
        }

        request.Http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    /// <summary>Returns what ListFunctions omits and the other operations return.</summary>
    private JsonObject WithState(FunctionState function)
    {
        var configuration = (JsonObject)function.Configuration.DeepClone();
        var isPending = function.ActiveAt > state.Now;
        configuration["State"] = isPending ? "Pending" : function.ActivationFails ? "Failed" : "Active";
        if (isPending && configuration["SnapStart"] is JsonObject snapshot) snapshot["OptimizationStatus"] = "Off";
        if (!isPending && function.ActivationFails) configuration["StateReason"] = "The function failed to initialize.";
        if (function.UpdateEndsAt is not null)
        {
            configuration["LastUpdateStatus"] = "InProgress";
            configuration["LastUpdateStatusReason"] = "The function is being created.";
            configuration["LastUpdateStatusReasonCode"] = "Creating";
        }
        else if (function.UpdateFails)
        {
            configuration["LastUpdateStatus"] = "Failed";
            configuration["LastUpdateStatusReason"] = "The function failed to initialize.";
            configuration["LastUpdateStatusReasonCode"] = "InternalError";
        }
        else
        {
            configuration["LastUpdateStatus"] = "Successful";
        }

        return configuration;
    }
}
