using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>CodeArtifact, API 2018-09-22: domains, repositories and their permissions policies.</summary>
public sealed class CodeArtifactService(SandboxState state) : PolicyRestService(state, "codeartifact")
{
    protected override string OperationOf(string method, string[] path) => (method, path) switch
    {
        ("POST", [_, "domains"]) => "ListDomains",
        ("POST", [_, "repositories"]) => "ListRepositories",
        ("GET", [_, "domain", "permissions", "policy"]) => "GetDomainPermissionsPolicy",
        ("PUT", [_, "domain", "permissions", "policy"]) => "PutDomainPermissionsPolicy",
        ("DELETE", [_, "domain", "permissions", "policy"]) => "DeleteDomainPermissionsPolicy",
        ("GET", [_, "repository", "permissions", "policy"]) => "GetRepositoryPermissionsPolicy",
        ("PUT", [_, "repository", "permissions", "policy"]) => "PutRepositoryPermissionsPolicy",
        ("DELETE", [_, "repository", "permissions", "policies"]) => "DeleteRepositoryPermissionsPolicy",
        _ => "",
    };

    protected override JsonObject Answer(SandboxRequest request, string[] path)
    {
        switch (request.Operation)
        {
            case "ListDomains":
                return List(
                    request, ResourceKind.ArtifactDomain, "domains", ("nextToken", "nextToken"), "maxResults", 1000,
                    domain => new JsonObject { ["name"] = domain.Name, ["owner"] = request.Account.AccountId, ["arn"] = domain.Arn });
            case "ListRepositories":
                return List(
                    request, ResourceKind.ArtifactRepository, "repositories", ("next-token", "nextToken"), "max-results", 1000,
                    repository => new JsonObject
                    {
                        ["domainName"] = repository.Name.Split('/')[0], ["name"] = repository.Name.Split('/')[1],
                        ["domainOwner"] = request.Account.AccountId, ["arn"] = repository.Arn,
                    });
            case "":
                throw UnknownOperation(request);
        }

        var resource = Resource(request);
        if (Value(request, "policyRevision", "policy-revision") is { } revision && revision != resource.Revision)
            throw new AwsError(409, "ConflictException", "The policy was changed.");
        if (request.Operation.StartsWith("Put", StringComparison.Ordinal))
            resource.Put(Store.Verify(
                (string?)request.Json["policyDocument"], 400, "ValidationException", "The policy document is not valid."));
        var answer = new JsonObject
        {
            ["policy"] = new JsonObject
            {
                ["resourceArn"] = resource.Arn, ["revision"] = resource.Revision,
                ["document"] = resource.Policy ?? throw Missing(resource.Name),
            },
        };
        if (request.Operation.StartsWith("Delete", StringComparison.Ordinal)) resource.Put(null);
        return answer;
    }

    private static ResourceState Resource(SandboxRequest request)
    {
        var domain = Value(request, "domain", "domain") ?? "";
        var name = request.Query("repository") is { } repository ? $"{domain}/{repository}" : domain;
        var owner = Value(request, "domainOwner", "domain-owner");
        return owner is not null && owner != request.Account.AccountId
            ? throw Missing(name)
            : PolicyStore.Find(
                request, request.Operation.Contains("Repository", StringComparison.Ordinal)
                    ? ResourceKind.ArtifactRepository
                    : ResourceKind.ArtifactDomain,
                name, Missing(name));
    }

    private static string? Value(SandboxRequest request, string field, string parameter) =>
        request.Query(parameter) ?? (request.Body.Length == 0 ? null : (string?)request.Json[field]);

    private static AwsError Missing(string name) => new(404, "ResourceNotFoundException", $"The resource {name} was not found.");
}
