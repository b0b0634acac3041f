using System.Runtime.CompilerServices;
using System.Text.Json;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Inventory;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws;

/// <summary>Lambda in one region (API 2015-03-31).</summary>
internal sealed class LambdaApi(WireClient client, string region) : ILambdaApi
{
    /// <summary>The most that a page holds, whatever is asked for (Lambda API reference, ListFunctions).</summary>
    private const string PageSize = "50";

    /// <summary>Lambda API reference, ListEventSourceMappings: MaxItems up to 100 a page.</summary>
    private const string MappingPageSize = "100";

    /// <inheritdoc/>
    public async IAsyncEnumerable<int> ListFunctionsAsync(
        bool includeVersions, IFunctionSink sink, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = new FunctionJsonReader(sink, region);
        await foreach (var functions in ListAsync(includeVersions, body => ReadPage(body, reader), cancellationToken).ConfigureAwait(false)) yield return functions;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<IReadOnlyList<FunctionDetail>> ListFunctionDetailsAsync(bool includeVersions, CancellationToken cancellationToken) =>
        ListAsync(includeVersions, body => FunctionDetailReader.ReadPage(body, region), cancellationToken);

    private async IAsyncEnumerable<T> ListAsync<T>(bool includeVersions, Func<Stream, (T Page, string? Next)> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? marker = null;
        for (var page = 1; ; page++)
        {
            var request = new WireRequest("ListFunctions", FormattableString.Invariant($"functions, page {page}"))
            {
                Method = "GET",
                Path = "/2015-03-31/functions/",
                Quota = QuotaClass.Control,
                Parameters = { ["MaxItems"] = PageSize },
            };
            if (includeVersions) request.Parameters["FunctionVersion"] = "ALL";
            if (marker is not null) request.Parameters["Marker"] = marker;

            var (functions, next) = await client.CallAsync(request, read, cancellationToken).ConfigureAwait(false);
            yield return functions;
            if (string.IsNullOrEmpty(next)) yield break;
            if (next == marker)
            {
                throw new AwsCallException(AwsErrorKind.BadResponse, "ListFunctions named the same page as the next one: it would never end.")
                {
                    Service = "lambda",
                    Operation = "ListFunctions",
                    Region = region,
                };
            }

            marker = next;
        }
    }

    /// <inheritdoc/>
    public Task<FunctionDetail> GetFunctionAsync(string functionName, CancellationToken cancellationToken) => client.CallAsync(
        new WireRequest("GetFunction", $"state of {functionName}")
        {
            Method = "GET",
            Path = PathOf(functionName),
            Quota = QuotaClass.GetFunction,
        },
        body => FunctionDetailReader.Read(body, region), cancellationToken);

    /// <inheritdoc/>
    public Task<FunctionDetail> UpdateFunctionRoleAsync(string functionName, string roleArn, string? revisionId, CancellationToken cancellationToken)
    {
        var change = new Dictionary<string, string> { ["Role"] = roleArn };
        if (revisionId is not null) change["RevisionId"] = revisionId;
        return client.CallAsync(
            new WireRequest("UpdateFunctionConfiguration", $"{functionName} on role {roleArn}")
            {
                Method = "PUT",
                Path = $"{PathOf(functionName)}/configuration",
                Body = JsonSerializer.SerializeToUtf8Bytes(change),
                Quota = QuotaClass.Control,
            },
            body => FunctionDetailReader.Read(body, region), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<EventSourceMapping>> ListEventSourceMappingsAsync(string? functionName, CancellationToken cancellationToken)
    {
        var mappings = new List<EventSourceMapping>();
        string? marker = null;
        do
        {
            var request = new WireRequest("ListEventSourceMappings", functionName is null ? "event source mappings of the region" : $"event source mappings of {functionName}")
            {
                Method = "GET",
                Path = "/2015-03-31/event-source-mappings/",
                Quota = QuotaClass.Control,
                Parameters = { ["MaxItems"] = MappingPageSize },
            };
            if (functionName is not null) request.Parameters["FunctionName"] = functionName;
            if (marker is not null) request.Parameters["Marker"] = marker;
            marker = await client.CallAsync(request, body => EventSourceMappingReader.Read(body, mappings), cancellationToken).ConfigureAwait(false);
        }
        while (!string.IsNullOrEmpty(marker));
        return mappings;
    }

    /// <inheritdoc/>
    public async Task<string?> GetPolicyAsync(string functionName, CancellationToken cancellationToken)
    {
        var request = new WireRequest("GetPolicy", $"resource policy of {functionName}")
        {
            Method = "GET",
            Path = $"{PathOf(functionName)}/policy",
            Quota = QuotaClass.GetPolicy,
        };
        try
        {
            return await client.CallAsync(request, ReadPolicy, cancellationToken).ConfigureAwait(false);
        }
        catch (AwsCallException e) when (e.ErrorCode == "ResourceNotFoundException")
        {
            // Lambda's word for a function without a policy.
            return null;
        }
    }

    private static string ReadPolicy(Stream body)
    {
        using var json = JsonDocument.Parse(body);
        return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("Policy", out var policy) && policy.ValueKind == JsonValueKind.String
            ? policy.GetString()!
            : throw new JsonException("The answer holds no policy.");
    }

    private static string PathOf(string functionName) => $"/2015-03-31/functions/{Uri.EscapeDataString(functionName)}";

    private static (int Functions, string? Next) ReadPage(Stream body, FunctionJsonReader reader)
    {
        reader.Restart();
        reader.Read(body, null, CancellationToken.None);
        // Anything else that is JSON (a proxy's "{}") must not pass for a region without functions.
        return reader.IsRecognized
            ? (reader.FunctionsSeen, reader.NextMarker)
            : throw new JsonException("The answer holds no list of functions.");
    }
}
