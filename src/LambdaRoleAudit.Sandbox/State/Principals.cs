using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Sandbox.State;

/// <summary>
/// The principals in policies. A service accepts a policy only if the roles and users that it names exist, and keeps their ids: after a
/// role is deleted, its policies show the id in place of the ARN (IAM user guide, "AWS JSON policy elements: Principal").
/// </summary>
internal static class Principals
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns the first principal of a policy that does not exist; null if there is none.</summary>
    /// <exception cref="JsonException">The text is not a policy.</exception>
    public static string? FindMissing(SandboxState state, string document)
    {
        var policy = JsonNode.Parse(document) as JsonObject ?? throw new JsonException("The policy is not an object.");
        if (policy["Statement"] is not (JsonArray or JsonObject)) throw new JsonException("The policy has no statement.");
        return Places(policy).Select(place => place.Text).FirstOrDefault(principal => !Exists(state, principal));
    }

    /// <summary>Returns true if a principal exists, as far as the Sandbox knows its account.</summary>
    public static bool Exists(SandboxState state, string principal)
    {
        if (principal == "*" || (principal.Length == 12 && principal.All(char.IsAsciiDigit))) return true;
        if (principal.StartsWith("AROA", StringComparison.Ordinal))
            return state.Accounts.Values.Any(account => account.Roles.Values.Any(role => role.RoleId == principal));
        if (principal.Split(':', 6) is not ["arn", var partition, "iam" or "sts", "", var id, var resource]) return false;
        if (!state.Accounts.TryGetValue(id, out var account)) return id.Length == 12 && id.All(char.IsAsciiDigit);
        return account.Partition == partition && resource.Split('/') switch
        {
            ["root"] => true,
            ["user", .., var name] => name == "sandbox",
            ["role", ..] => account.FindRole(principal) is not null,
            ["assumed-role", var role, _] => account.Roles.ContainsKey(role),
            _ => false,
        };
    }

    /// <summary>Shows the id of a deleted role in the policies of its account and in those of all buckets.</summary>
    public static void Deleted(SandboxState state, AccountState account, RoleState role)
    {
        foreach (var bucket in state.Buckets.Values)
            if (bucket.Policy is { } policy) bucket.Policy = Replace(policy, role);
        foreach (var other in account.Roles.Values)
            other.AssumeRolePolicyDocument = Replace(other.AssumeRolePolicyDocument, role);
        foreach (var region in account.EnabledRegions.Select(account.Region))
        {
            foreach (var resource in region.Resources.Values)
                foreach (var (id, policy) in resource.Policies.ToList())
                    resource.Policies[id] = policy with { Document = Replace(policy.Document, role) };
            foreach (var statement in region.List(allVersions: true).SelectMany(function =>
                function.Permissions.Values.Concat(function.Aliases.Values.SelectMany(alias => alias.Permissions.Values))))
                foreach (var place in Places(statement, "Principal").ToList())
                    if (place.Text == role.Arn) place.Set(role.RoleId);
        }
    }

    private static string Replace(string document, RoleState role)
    {
        if (!document.Contains(role.Arn, StringComparison.Ordinal)) return document;
        var policy = JsonNode.Parse(document)!.AsObject();
        var places = Places(policy).Where(place => place.Text == role.Arn).ToList();
        foreach (var place in places) place.Set(role.RoleId);
        return places.Count == 0 ? document : policy.ToJsonString(Plain);
    }

    private static IEnumerable<(string Text, Action<string> Set)> Places(JsonObject policy)
    {
        // A list of JSON nodes would take the statement out of its document.
        var statements = policy["Statement"] is JsonArray list ? list.ToArray() : [policy["Statement"]];
        return statements.OfType<JsonObject>()
            .SelectMany(statement => Places(statement, "Principal").Concat(Places(statement, "NotPrincipal")));
    }

    /// <summary>Returns the AWS principals of a statement, and what replaces each.</summary>
    private static IEnumerable<(string Text, Action<string> Set)> Places(JsonObject statement, string element)
    {
        if (statement[element] is JsonValue any) return [($"{any}", text => statement[element] = text)];
        if (statement[element] is not JsonObject principals || principals["AWS"] is not { } names) return [];
        return names is JsonArray list
            ? Enumerable.Range(0, list.Count).Select(i => ($"{list[i]}", (Action<string>)(text => list[i] = text)))
            : [($"{names}", text => principals["AWS"] = text)];
    }
}
