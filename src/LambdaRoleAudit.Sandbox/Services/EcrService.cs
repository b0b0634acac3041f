using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>ECR, API 2015-09-21: repositories and their policies.</summary>
public sealed class EcrService(SandboxState state) : PolicyJsonService(state, "ecr")
{
    protected override JsonObject Answer(SandboxRequest request) => request.Operation switch
    {
        "DescribeRepositories" => List(
            request, ResourceKind.Repository, "repositories", "nextToken", "maxResults", 1000,
            repository => new JsonObject
            {
                ["repositoryArn"] = repository.Arn, ["registryId"] = request.Account.AccountId, ["repositoryName"] = repository.Name,
            }),
        "GetRepositoryPolicy" => Described(request, Repository(request), Repository(request).Policy ?? throw NoPolicy(request)),
        "SetRepositoryPolicy" => Set(request),
        "DeleteRepositoryPolicy" => Delete(request),
        _ => throw UnknownOperation(request),
    };

    private static ResourceState Repository(SandboxRequest request)
    {
        var name = Required(request, "repositoryName", "InvalidParameterException");
        var missing = new AwsError(
            400, "RepositoryNotFoundException",
            $"The repository with name '{name}' does not exist in the registry with id '{request.Account.AccountId}'");
        return Text(request, "registryId") is { } registry && registry != request.Account.AccountId
            ? throw missing
            : PolicyStore.Find(request, ResourceKind.Repository, name, missing);
    }

    private JsonObject Set(SandboxRequest request)
    {
        var repository = Repository(request);
        var policy = Store.Verify(
            Text(request, "policyText"), 400, "InvalidParameterException",
            "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'");
        repository.Put(policy);
        return Described(request, repository, policy);
    }

    private static JsonObject Delete(SandboxRequest request)
    {
        var repository = Repository(request);
        var policy = repository.Policy ?? throw NoPolicy(request);
        repository.Put(null);
        return Described(request, repository, policy);
    }

    private static JsonObject Described(SandboxRequest request, ResourceState repository, string policy) => new()
    {
        ["registryId"] = request.Account.AccountId, ["repositoryName"] = repository.Name, ["policyText"] = policy,
    };

    private static AwsError NoPolicy(SandboxRequest request) => new(
        400, "RepositoryPolicyNotFoundException",
        $"Repository policy does not exist for the repository with name '{Text(request, "repositoryName")}'");
}
