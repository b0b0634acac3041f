using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>Glue, API 2017-03-31: the policy of the Data Catalog, which every region has.</summary>
public sealed class GlueService(SandboxState state) : PolicyJsonService(state, "glue")
{
    protected override JsonObject Answer(SandboxRequest request)
    {
        var catalog = Resources.Add(request.Account, request.Region, ResourceKind.Catalog, "catalog");
        switch (request.Operation)
        {
            case "GetResourcePolicy":
                return catalog.Policy is { } policy
                    ? new JsonObject { ["PolicyInJson"] = policy, ["PolicyHash"] = catalog.Revision }
                    : throw new AwsError(400, "EntityNotFoundException", "Policy not found");
            case "PutResourcePolicy":
                VerifyHash(request, catalog);
                return new JsonObject
                {
                    ["PolicyHash"] = catalog.Put(
                        Store.Verify(Text(request, "PolicyInJson"), 400, "InvalidInputException", "The policy is not valid.")),
                };
            case "DeleteResourcePolicy":
                VerifyHash(request, catalog);
                catalog.Put(null);
                return [];
            default:
                throw UnknownOperation(request);
        }
    }

    private static void VerifyHash(SandboxRequest request, ResourceState catalog)
    {
        if (Text(request, "PolicyHashCondition") is { } hash && hash != catalog.Revision)
            throw new AwsError(400, "ConditionCheckFailureException", "Policy hash condition does not match.");
    }
}
