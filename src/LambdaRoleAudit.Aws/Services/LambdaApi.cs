using System.Runtime.CompilerServices;
using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Services;

/// <summary>Lambda in one region (API 2015-03-31).</summary>
internal sealed partial class LambdaApi(WireClient client, string region) : ILambdaApi
{
    /// <summary>The maximum size of a page, whatever is requested (Lambda API reference, ListFunctions).</summary>
    private const int PageSize = 50;

    /// <summary>Lambda API reference, ListEventSourceMappings: MaxItems up to 100 per page.</summary>
    private const int MappingPageSize = 100;

    /// <summary>The error code for a missing function, and for a function without a policy.</summary>
    private const string MissingCode = "ResourceNotFoundException";

    /// <inheritdoc/>
    public async IAsyncEnumerable<int> ListFunctionsAsync(
        bool includeVersions, IFunctionSink sink, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = new FunctionPageReader(sink, region);
        await foreach (var page in ListFunctionsAsync(
            includeVersions, body => reader.Read(AnswerJson.Bytes(body).Span), page => (page.First, page.Next), cancellationToken)
            .ConfigureAwait(false))
            yield return page.Functions;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<FunctionDetail>> ListFunctionDetailsAsync(
        bool includeVersions, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = ListFunctionsAsync(
            includeVersions, body => FunctionDetailReader.ReadPage(body, region),
            page => (page.Functions is [var first, ..] ? $"{first.Function.FunctionArn} {first.Function.Version}" : null, page.Next),
            cancellationToken);
        await foreach (var (functions, _) in pages.ConfigureAwait(false)) yield return functions;
    }

    private IAsyncEnumerable<T> ListFunctionsAsync<T>(
        bool includeVersions, Func<Stream, T> read, Func<T, (string? First, string? Next)> look,
        CancellationToken cancellationToken) => PagesAsync(
        page =>
        {
            var request = new WireRequest("ListFunctions", FormattableString.Invariant($"functions, page {page}"))
            {
                Method = "GET",
                Path = "/2015-03-31/functions/",
                Quota = QuotaClass.Control,
            };
            if (includeVersions) request.Parameters["FunctionVersion"] = "ALL";
            return request;
        },
        new ListWalk(WireService.Lambda, "ListFunctions", region, PageSize), read, look, cancellationToken);

    private IAsyncEnumerable<T> PagesAsync<T>(
        Func<int, WireRequest> ask, ListWalk walk, Func<Stream, T> read, Func<T, (string? First, string? Next)> look,
        CancellationToken cancellationToken) => WirePages.ReadAsync(
        client, walk,
        at =>
        {
            var request = ask(at.Page);
            request.Parameters["MaxItems"] = at.PageSize;
            if (at.Marker is { } marker) request.Parameters["Marker"] = marker;
            return request;
        },
        read, look, cancellationToken);

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
    public Task<FunctionDetail> UpdateFunctionRoleAsync(
        string functionName, string roleArn, string? revisionId, CancellationToken cancellationToken)
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
    public async Task<IReadOnlyList<EventSourceMapping>> ListEventSourceMappingsAsync(
        string? functionName, CancellationToken cancellationToken)
    {
        var pages = PagesAsync(
            _ =>
            {
                var request = new WireRequest(
                    "ListEventSourceMappings",
                    functionName is null ? "event source mappings of the region" : $"event source mappings of {functionName}")
                {
                    Method = "GET",
                    Path = "/2015-03-31/event-source-mappings/",
                    Quota = QuotaClass.Control,
                };
                if (functionName is not null) request.Parameters["FunctionName"] = functionName;
                return request;
            },
            new ListWalk(WireService.Lambda, "ListEventSourceMappings", region, MappingPageSize),
            ReadMappings, page => (page.Mappings is [var first, ..] ? first.Uuid : null, page.Next), cancellationToken);
        var all = new List<EventSourceMapping>();
        await foreach (var (mappings, _) in pages.ConfigureAwait(false)) all.AddRange(mappings);
        return all;
    }

    /// <inheritdoc/>
    public Task<string?> GetPolicyAsync(string functionName, CancellationToken cancellationToken) =>
        PolicyAsync(functionName, null, cancellationToken);

    private async Task<string?> PolicyAsync(string functionName, string? qualifier, CancellationToken cancellationToken)
    {
        try
        {
            return await FindPolicyAsync(functionName, qualifier, cancellationToken).ConfigureAwait(false);
        }
        catch (AwsCallException e) when (e.ErrorCode == MissingCode)
        {
            // A function that was deleted in the meantime.
            return null;
        }
    }

    /// <summary>
    /// Returns the resource policy of a function, version or alias; null if it has none. A missing function has the same error code, and
    /// another message.
    /// </summary>
    /// <exception cref="AwsCallException">The call failed. The kind is NotFound if the function does not exist.</exception>
    internal async Task<string?> FindPolicyAsync(string functionName, string? qualifier, CancellationToken cancellationToken)
    {
        var request = new WireRequest("GetPolicy", $"resource policy of {functionName}")
        {
            Method = "GET",
            Path = $"{PathOf(functionName)}/policy",
            Quota = QuotaClass.GetPolicy,
        };
        if (qualifier is not null) request.Parameters["Qualifier"] = qualifier;
        try
        {
            return await client.CallAsync(request, ReadPolicy, cancellationToken).ConfigureAwait(false);
        }
        catch (AwsCallException e) when (
            e.ErrorCode == MissingCode && e.Message.Contains("resource you requested", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
    }

    private static string ReadPolicy(Stream body)
    {
        using var json = AnswerJson.Parse(body);
        return json.RootElement.AnswerText("Policy") ?? throw new JsonException("The response has no policy.");
    }

    private static (List<EventSourceMapping> Mappings, string? Next) ReadMappings(Stream body)
    {
        var mappings = new List<EventSourceMapping>();
        var next = EventSourceMappingReader.Read(body, mappings);
        return (mappings, next);
    }

    private static string PathOf(string functionName) => $"/2015-03-31/functions/{Uri.EscapeDataString(functionName)}";
}
