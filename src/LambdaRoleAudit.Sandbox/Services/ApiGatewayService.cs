using System.Text.Json;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>API Gateway, API 2015-07-09: REST APIs and their policies, which it returns with escaped quotation marks.</summary>
public sealed class ApiGatewayService(SandboxState state) : PolicyRestService(state, "apigateway")
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    protected override string OperationOf(string method, string[] path) => (method, path) switch
    {
        ("GET", ["restapis"]) => "GetRestApis",
        ("GET", ["restapis", _]) => "GetRestApi",
        ("PATCH", ["restapis", _]) => "UpdateRestApi",
        _ => "",
    };

    protected override JsonObject Answer(SandboxRequest request, string[] path)
    {
        if (request.Operation == "GetRestApis")
            return List(request, ResourceKind.RestApi, "item", ("position", "position"), "limit", 500, Described);
        if (request.Operation.Length == 0) throw UnknownOperation(request);
        var api = PolicyStore.Find(
            request, ResourceKind.RestApi, path[1], new AwsError(404, "NotFoundException", "Invalid API identifier specified"));
        if (request.Operation == "UpdateRestApi")
        {
            foreach (var patch in (request.Json["patchOperations"] as JsonArray ?? []).OfType<JsonObject>())
            {
                if ((string?)patch["op"] != "replace" || (string?)patch["path"] != "/policy")
                    throw new AwsError(400, "BadRequestException", $"Invalid patch path {(string?)patch["path"]}");
                var policy = (string?)patch["value"];
                api.Put(string.IsNullOrEmpty(policy)
                    ? null
                    : Store.Verify(policy, 400, "BadRequestException", "Invalid policy document."));
            }
        }

        return Described(api);
    }

    private static JsonObject Described(ResourceState api)
    {
        var answer = new JsonObject { ["id"] = api.Name, ["name"] = api.Name };
        if (api.Policy is { } policy) answer["policy"] = JsonSerializer.Serialize(policy, Plain)[1..^1];
        return answer;
    }
}
