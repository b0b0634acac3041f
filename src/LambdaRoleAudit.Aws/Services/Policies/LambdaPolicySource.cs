using System.Runtime.CompilerServices;
using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Services.Policies;

/// <summary>Functions of Lambda (API 2015-03-31) with their versions and aliases, each with its own policy.</summary>
internal sealed class LambdaPolicySource : PolicySource
{
    private const int PageSize = 50;

    private const string Functions = "/2015-03-31/functions/";

    /// <summary>
    /// Returns each function, then its versions and aliases. One list has all functions and versions, so only the aliases cost a call for
    /// each function.
    /// </summary>
    public override async IAsyncEnumerable<string> ListAsync(
        PolicyPlace place, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var all = PagesAsync(
            place, "ListFunctions", Functions, ("FunctionVersion", "ALL"), "Functions",
            item => (Arn: Required(item, "FunctionArn"), Version: Required(item, "Version"), Name: Required(item, "FunctionName")),
            cancellationToken);
        var names = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var (arn, version, name) in all.ConfigureAwait(false))
        {
            if (version != "$LATEST")
            {
                yield return arn;
                continue;
            }

            // With versions, the ARN of the unpublished one ends with its name too (Lambda API reference, ListFunctions).
            var function = arn.EndsWith(":$LATEST", StringComparison.Ordinal) ? arn[..^8] : arn;
            yield return function;
            if (!names.Add(name)) continue;
            var aliases = PagesAsync(
                place, "ListAliases", $"{Functions}{Uri.EscapeDataString(name)}/aliases", null, "Aliases",
                item => Required(item, "AliasArn"), cancellationToken);
            await foreach (var alias in ExistingAsync(aliases).ConfigureAwait(false)) yield return alias;
        }
    }

    /// <summary>
    /// Returns the policy. A function without a policy has the same error code as a missing function, and another message.
    /// </summary>
    public override async Task<IReadOnlyList<ResourcePolicyRecord>> ReadAsync(
        PolicyPlace place, Arn arn, CancellationToken cancellationToken)
    {
        var parts = PolicyResources.NameOf(PolicyResourceKind.LambdaFunction, arn.ToString()).Split(':', 2);
        var request = new WireRequest("GetPolicy", $"policy of {arn}")
        {
            Method = "GET",
            Path = $"{Functions}{Uri.EscapeDataString(parts[0])}/policy",
            Quota = QuotaClass.GetPolicy,
        };
        if (parts.Length == 2) request.Parameters["Qualifier"] = parts[1];
        try
        {
            var policy = await place.Client(WireService.Lambda).CallAsync(request, ReadPolicy, cancellationToken).ConfigureAwait(false);
            return place.Record(PolicyResourceKind.LambdaFunction, arn.ToString(), policy);
        }
        catch (AwsCallException e) when (
            e.ErrorCode == "ResourceNotFoundException" && e.Message.Contains("resource you requested", StringComparison.OrdinalIgnoreCase))
        {
            return [];
        }
    }

    /// <summary>A function that was deleted since it was listed has no aliases.</summary>
    private static async IAsyncEnumerable<string> ExistingAsync(IAsyncEnumerable<string> aliases)
    {
        await using var one = aliases.GetAsyncEnumerator();
        while (true)
        {
            try
            {
                if (!await one.MoveNextAsync().ConfigureAwait(false)) yield break;
            }
            catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound)
            {
                yield break;
            }

            yield return one.Current;
        }
    }

    private static IAsyncEnumerable<T> PagesAsync<T>(
        PolicyPlace place, string operation, string path, (string Name, string Value)? parameter, string items,
        Func<JsonElement, T> read, CancellationToken cancellationToken) => PagesAsync(
        place.Client(WireService.Lambda), new ListWalk(WireService.Lambda, operation, place.Region, PageSize),
        walk =>
        {
            var request = new WireRequest(operation, FormattableString.Invariant($"{items} at {path}, page {walk.Page}"))
            {
                Method = "GET",
                Path = path,
                Quota = QuotaClass.Control,
            };
            if (parameter is var (name, value)) request.Parameters[name] = value;
            request.Parameters["MaxItems"] = walk.PageSize;
            if (walk.Marker is { } marker) request.Parameters["Marker"] = marker;
            return request;
        },
        body =>
        {
            using var json = AnswerJson.Parse(body);
            return (json.RootElement.RequiredItems(items).Select(read).ToList(), json.RootElement.AnswerText("NextMarker"));
        },
        cancellationToken);

    private static string ReadPolicy(Stream body)
    {
        using var json = AnswerJson.Parse(body);
        return Required(json.RootElement, "Policy");
    }

    private static string Required(JsonElement item, string name) =>
        item.AnswerText(name) is { Length: > 0 } text ? text : throw new JsonException($"The response has no {name}.");
}
