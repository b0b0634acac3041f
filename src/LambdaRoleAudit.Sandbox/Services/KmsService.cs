using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>KMS, API 2014-11-01: keys, their policies and grants.</summary>
public sealed class KmsService(SandboxState state) : PolicyJsonService(state, "kms")
{
    private readonly SandboxState _state = state;

    protected override JsonObject Answer(SandboxRequest request) => request.Operation switch
    {
        "ListKeys" => Page(
            request, "Keys", PolicyStore.All(request, ResourceKind.Key).Select(
                key => (key.Arn, (JsonNode)new JsonObject { ["KeyId"] = key.Name, ["KeyArn"] = key.Arn })), 1000),
        "ListAliases" => Page(
            request, "Aliases", PolicyStore.All(request, ResourceKind.Key).Where(key => key.IsBasic).Select(
                key => (key.Arn, (JsonNode)new JsonObject { ["AliasName"] = $"alias/aws/{key.Name}", ["TargetKeyId"] = key.Name })), 100),
        "GetKeyPolicy" => new JsonObject { ["Policy"] = Key(request).Policy, ["PolicyName"] = "default" },
        "PutKeyPolicy" => PutKeyPolicy(request),
        "ListGrants" => Page(
            request, "Grants", Key(request).Grants.Select(grant => (grant.Key, grant.Value.DeepClone())), 100),
        "CreateGrant" => CreateGrant(request),
        "RevokeGrant" => RevokeGrant(request),
        _ => throw UnknownOperation(request),
    };

    private static ResourceState Key(SandboxRequest request)
    {
        var id = Required(request, "KeyId", "ValidationException");
        return PolicyStore.Find(
            request, ResourceKind.Key, id, new AwsError(400, "NotFoundException", $"Key '{id}' does not exist"));
    }

    private JsonObject PutKeyPolicy(SandboxRequest request)
    {
        var key = Key(request);
        key.Put(Store.Verify(
            Text(request, "Policy"),
            new AwsError(400, "MalformedPolicyDocumentException", "The new key policy is not valid."),
            new AwsError(
                400, "MalformedPolicyDocumentException", "Policy contains a statement with one or more invalid principals.")));
        return [];
    }

    /// <summary>The same request with the same name returns the same grant (KMS API reference, CreateGrant: Name).</summary>
    private JsonObject CreateGrant(SandboxRequest request)
    {
        var key = Key(request);
        var principal = Required(request, "GranteePrincipal", "ValidationException");
        if (!Store.Exists(principal))
            throw new AwsError(400, "InvalidArnException", $"ARN does not refer to a valid principal: {principal}");
        var wanted = new JsonObject();
        foreach (var name in new[] { "GranteePrincipal", "RetiringPrincipal", "Operations", "Constraints", "Name" })
            if (request.Json[name] is { } value) wanted[name] = value.DeepClone();
        var known = wanted["Name"] is null ? null : key.Grants.FirstOrDefault(
            grant => wanted.All(field => JsonNode.DeepEquals(field.Value, grant.Value[field.Key]))).Key;
        if (known is not null) return Created(known);
        var id = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        wanted["GrantId"] = id;
        wanted["KeyId"] = key.Arn;
        wanted["CreationDate"] = _state.Now.ToUnixTimeSeconds();
        wanted["IssuingAccount"] = $"arn:{request.Account.Partition}:iam::{request.Account.AccountId}:root";
        key.Grants[id] = wanted;
        return Created(id);

        static JsonObject Created(string id) => new() { ["GrantId"] = id, ["GrantToken"] = Marker.Encode(id) };
    }

    private static JsonObject RevokeGrant(SandboxRequest request)
    {
        var key = Key(request);
        var id = Required(request, "GrantId", "ValidationException");
        return key.Grants.Remove(id) ? [] : throw new AwsError(400, "NotFoundException", $"Grant ID {id} not found");
    }

    private static JsonObject Page(SandboxRequest request, string list, IEnumerable<(string Key, JsonNode Item)> items, int most)
    {
        var after = Text(request, "Marker") is { } marker
            ? Marker.Decode(marker) ?? throw new AwsError(400, "InvalidMarkerException", "The marker is not valid.")
            : null;
        var size = PolicyStore.Size(request.Json["Limit"], most);
        var rest = items.Where(item => after is null || string.CompareOrdinal(item.Key, after) > 0).Take(size + 1).ToList();
        var answer = new JsonObject
        {
            [list] = new JsonArray([.. rest.Take(size).Select(item => item.Item)]),
            ["Truncated"] = rest.Count > size,
        };
        if (rest.Count > size) answer["NextMarker"] = Marker.Encode(rest[size - 1].Key);
        return answer;
    }
}
