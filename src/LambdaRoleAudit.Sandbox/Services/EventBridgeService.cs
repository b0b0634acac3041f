using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>EventBridge, API 2015-10-07: event buses and their policies.</summary>
public sealed class EventBridgeService(SandboxState state) : PolicyJsonService(state, "events")
{
    protected override JsonObject Answer(SandboxRequest request) => request.Operation switch
    {
        "ListEventBuses" => List(request, ResourceKind.EventBus, "EventBuses", "NextToken", "Limit", 100, Described),
        "DescribeEventBus" => Described(Bus(request, "Name")),
        "PutPermission" => Put(request),
        "RemovePermission" => Remove(request),
        _ => throw UnknownOperation(request),
    };

    private static ResourceState Bus(SandboxRequest request, string parameter)
    {
        var name = Text(request, parameter) ?? "default";
        return PolicyStore.Find(
            request, ResourceKind.EventBus, name,
            new AwsError(400, "ResourceNotFoundException", $"Event bus {name} does not exist."));
    }

    private JsonObject Put(SandboxRequest request)
    {
        var bus = Bus(request, "EventBusName");
        bus.Put(Store.Verify(Text(request, "Policy"), 400, "ValidationException", "The policy is not valid."));
        return [];
    }

    private static JsonObject Remove(SandboxRequest request)
    {
        var bus = Bus(request, "EventBusName");
        if ((bool?)request.Json["RemoveAllPermissions"] != true || bus.Policy is null)
            throw new AwsError(400, "ResourceNotFoundException", "EventBus does not have a policy.");
        bus.Put(null);
        return [];
    }

    private static JsonObject Described(ResourceState bus)
    {
        var answer = new JsonObject { ["Name"] = bus.Name, ["Arn"] = bus.Arn };
        if (bus.Policy is { } policy) answer["Policy"] = policy;
        return answer;
    }
}
