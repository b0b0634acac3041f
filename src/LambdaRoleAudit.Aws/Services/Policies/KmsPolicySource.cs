using System.Runtime.CompilerServices;
using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Services.Policies;

/// <summary>Keys of KMS (API 2014-11-01), with their policies and grants.</summary>
internal sealed class KmsPolicySource : PolicySource
{
    /// <summary>KMS API reference, ListAliases and ListGrants: Limit 1 to 100.</summary>
    private const int PageSize = 100;

    /// <summary>KMS API reference, ListKeys: Limit 1 to 1000.</summary>
    private const int KeyPageSize = 1000;

    /// <summary>The aliases of AWS managed keys (KMS developer guide, "AWS managed keys").</summary>
    private const string AwsAlias = "alias/aws/";

    /// <summary>
    /// Returns the keys without those that AWS manages, whose policies nobody else can change. AWS gives each of them an alias with a
    /// reserved prefix. DescribeKey, which also tells them apart, would cost one call for each key.
    /// </summary>
    public override async IAsyncEnumerable<string> ListAsync(
        PolicyPlace place, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var managed = new HashSet<string>(StringComparer.Ordinal);
        var aliases = PagesAsync(
            place, "ListAliases", PageSize, null, "Aliases",
            item => (Name: item.RequiredText("AliasName"), Key: item.AnswerText("TargetKeyId")), cancellationToken);
        await foreach (var alias in aliases.ConfigureAwait(false))
            if (alias.Key is not null && alias.Name.StartsWith(AwsAlias, StringComparison.Ordinal)) managed.Add(alias.Key);

        var keys = PagesAsync(
            place, "ListKeys", KeyPageSize, null, "Keys", item => (Id: item.RequiredText("KeyId"), Arn: item.RequiredText("KeyArn")),
            cancellationToken);
        await foreach (var key in keys.ConfigureAwait(false))
            if (!managed.Contains(key.Id)) yield return key.Arn;
    }

    /// <summary>Returns the policy, of which a key has one, named default (KMS API reference, GetKeyPolicy), and the grants.</summary>
    public override async Task<IReadOnlyList<ResourcePolicyRecord>> ReadAsync(
        PolicyPlace place, Arn arn, CancellationToken cancellationToken)
    {
        var key = arn.ToString();
        var policy = await place.Client(WireService.Kms).CallAsync(
            new JsonCall(new { KeyId = key, PolicyName = "default" }).Request("GetKeyPolicy", $"policy of {key}"), ReadPolicy,
            cancellationToken).ConfigureAwait(false);
        var grants = new List<KeyGrant>();
        var listed = PagesAsync(place, "ListGrants", PageSize, key, "Grants", Grant, cancellationToken);
        await foreach (var grant in listed.ConfigureAwait(false)) grants.Add(grant);
        return [new ResourcePolicyRecord(PolicyResourceKind.KmsKey, key, place.Region, policy) { Grants = grants }];
    }

    private static IAsyncEnumerable<T> PagesAsync<T>(
        PolicyPlace place, string operation, int size, string? key, string items, Func<JsonElement, T> read,
        CancellationToken cancellationToken) => PagesAsync(
        place.Client(WireService.Kms), new ListWalk(WireService.Kms, operation, place.Region, size),
        walk =>
        {
            var body = new Dictionary<string, object> { ["Limit"] = int.Parse(walk.PageSize, null) };
            if (key is not null) body["KeyId"] = key;
            if (walk.Marker is { } marker) body["Marker"] = marker;
            return new JsonCall(body).Request(
                operation, FormattableString.Invariant($"{items} of {key ?? "the region"}, page {walk.Page}"));
        },
        body =>
        {
            using var json = AnswerJson.Parse(body);
            var page = json.RootElement.RequiredItems(items).Select(read).ToList();
            // The marker counts only with Truncated (KMS API reference).
            return (page, json.RootElement.AnswerFlag("Truncated") == true ? json.RootElement.RequiredText("NextMarker") : null);
        },
        cancellationToken);

    private static KeyGrant Grant(JsonElement item) => new(
        item.RequiredText("GrantId"),
        // A grant whose principal is a service of AWS can omit it (KMS API reference, GrantListEntry).
        item.AnswerText("GranteePrincipal") ?? "",
        item.AnswerTexts("Operations"),
        item.AnswerObject("Constraints") is { } constraints && constraints.EnumerateObject().Any() ? constraints.GetRawText() : null,
        item.AnswerText("Name") is { Length: > 0 } name ? name : null,
        item.AnswerText("RetiringPrincipal"));

    private static string ReadPolicy(Stream body)
    {
        using var json = AnswerJson.Parse(body);
        return json.RootElement.RequiredText("Policy");
    }
}
