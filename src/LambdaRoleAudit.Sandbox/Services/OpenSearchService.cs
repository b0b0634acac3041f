using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>OpenSearch Service, API 2021-01-01: domains and their access policies.</summary>
public sealed class OpenSearchService(SandboxState state) : PolicyRestService(state, "es")
{
    protected override string OperationOf(string method, string[] path) => (method, path) switch
    {
        ("GET", [_, "domain"]) => "ListDomainNames",
        ("GET", [_, "opensearch", "domain", _, "config"]) => "DescribeDomainConfig",
        ("POST", [_, "opensearch", "domain", _, "config"]) => "UpdateDomainConfig",
        _ => "",
    };

    protected override JsonObject Answer(SandboxRequest request, string[] path)
    {
        if (request.Operation == "ListDomainNames")
            return new JsonObject
            {
                ["DomainNames"] = new JsonArray([.. PolicyStore.All(request, ResourceKind.Domain).Select(
                    domain => new JsonObject { ["DomainName"] = domain.Name, ["EngineType"] = "OpenSearch" })]),
            };
        if (request.Operation.Length == 0) throw UnknownOperation(request);
        var domain = PolicyStore.Find(
            request, ResourceKind.Domain, path[3], new AwsError(409, "ResourceNotFoundException", $"Domain not found: {path[3]}"));
        if (request.Operation == "UpdateDomainConfig" && (string?)request.Json["AccessPolicies"] is { } policy)
            domain.Put(
                policy.Length == 0
                    ? null
                    : Store.Verify(policy, 400, "ValidationException", "Error setting policy."));
        return new JsonObject
        {
            ["DomainConfig"] = new JsonObject
            {
                ["AccessPolicies"] = new JsonObject
                {
                    ["Options"] = domain.Policy ?? "",
                    ["Status"] = new JsonObject { ["CreationDate"] = 1_767_225_600, ["UpdateDate"] = 1_767_225_600, ["State"] = "Active" },
                },
            },
        };
    }
}
