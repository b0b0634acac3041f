using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>Secrets Manager, API 2017-10-17: secrets and their policies.</summary>
public sealed class SecretsManagerService(SandboxState state) : PolicyJsonService(state, "secretsmanager")
{
    protected override JsonObject Answer(SandboxRequest request) => request.Operation switch
    {
        "ListSecrets" => List(
            request, ResourceKind.Secret, "SecretList", "NextToken", "MaxResults", 100,
            secret => new JsonObject { ["ARN"] = secret.Arn, ["Name"] = secret.Name }),
        "GetResourcePolicy" => Described(Secret(request), withPolicy: true),
        "PutResourcePolicy" => Put(request),
        "DeleteResourcePolicy" => Delete(request),
        _ => throw UnknownOperation(request),
    };

    private static ResourceState Secret(SandboxRequest request) => PolicyStore.Find(
        request, ResourceKind.Secret, Required(request, "SecretId", "InvalidParameterException"),
        new AwsError(400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret."));

    private JsonObject Put(SandboxRequest request)
    {
        var secret = Secret(request);
        secret.Put(Store.Verify(
            Text(request, "ResourcePolicy"), 400, "MalformedPolicyDocumentException", "This resource policy is malformed."));
        return Described(secret, withPolicy: false);
    }

    private static JsonObject Delete(SandboxRequest request)
    {
        var secret = Secret(request);
        secret.Put(null);
        return Described(secret, withPolicy: false);
    }

    private static JsonObject Described(ResourceState secret, bool withPolicy)
    {
        var answer = new JsonObject { ["ARN"] = secret.Arn, ["Name"] = secret.Name };
        if (withPolicy && secret.Policy is { } policy) answer["ResourcePolicy"] = policy;
        return answer;
    }
}
