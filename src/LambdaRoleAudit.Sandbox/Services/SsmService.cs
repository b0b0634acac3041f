using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>Systems Manager, API 2014-11-06: parameters and their policies, each with an id and a hash.</summary>
public sealed class SsmService(SandboxState state) : PolicyJsonService(state, "ssm")
{
    protected override JsonObject Answer(SandboxRequest request) => request.Operation switch
    {
        "DescribeParameters" => List(
            request, ResourceKind.Parameter, "Parameters", "NextToken", "MaxResults", 50,
            parameter => new JsonObject
            {
                ["Name"] = parameter.Name, ["ARN"] = parameter.Arn, ["Tier"] = parameter.IsBasic ? "Standard" : "Advanced",
            }),
        "GetResourcePolicies" => Get(request),
        "PutResourcePolicy" => Put(request),
        "DeleteResourcePolicy" => Delete(request),
        _ => throw UnknownOperation(request),
    };

    private static ResourceState Parameter(SandboxRequest request) => PolicyStore.Find(
        request, ResourceKind.Parameter, Required(request, "ResourceArn", "ResourcePolicyInvalidParameterException"),
        new AwsError(400, "ResourceNotFoundException", "The specified parameter to be shared could not be found."));

    private static JsonObject Get(SandboxRequest request)
    {
        var after = Text(request, "NextToken") is { } token ? Marker.Decode(token) : null;
        var size = PolicyStore.Size(request.Json["MaxResults"], 50);
        var rest = Parameter(request).Policies.Where(policy => after is null || string.CompareOrdinal(policy.Key, after) > 0)
            .Take(size + 1).ToList();
        var answer = new JsonObject
        {
            ["Policies"] = new JsonArray([.. rest.Take(size).Select(policy => new JsonObject
            {
                ["PolicyId"] = policy.Key, ["PolicyHash"] = policy.Value.Revision, ["Policy"] = policy.Value.Document,
            })]),
        };
        if (rest.Count > size) answer["NextToken"] = Marker.Encode(rest[size - 1].Key);
        return answer;
    }

    private JsonObject Put(SandboxRequest request)
    {
        var parameter = Parameter(request);
        var policy = Store.Verify(
            Text(request, "Policy"), 400, "MalformedResourcePolicyDocumentException", "The policy document is malformed.");
        var id = Text(request, "PolicyId");
        if (id is not null) VerifyHash(request, parameter, id);
        id ??= Guid.NewGuid().ToString();
        return new JsonObject { ["PolicyHash"] = parameter.Put(policy, id), ["PolicyId"] = id };
    }

    private static JsonObject Delete(SandboxRequest request)
    {
        var parameter = Parameter(request);
        var id = Required(request, "PolicyId", "ResourcePolicyInvalidParameterException");
        VerifyHash(request, parameter, id);
        parameter.Put(null, id);
        return [];
    }

    private static void VerifyHash(SandboxRequest request, ResourceState parameter, string id)
    {
        if (!parameter.Policies.TryGetValue(id, out var policy))
            throw new AwsError(400, "ResourcePolicyNotFoundException", "No policies with the specified ID could be found.");
        if (Text(request, "PolicyHash") != policy.Revision)
            throw new AwsError(
                400, "ResourcePolicyConflictException", "The hash provided in the call doesn't match the stored hash.");
    }
}
