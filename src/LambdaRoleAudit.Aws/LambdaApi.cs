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

    /// <inheritdoc/>
    public async IAsyncEnumerable<int> ListFunctionsAsync(
        bool includeVersions, IFunctionSink sink, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? marker = null;
        var reader = new FunctionJsonReader(sink, region);
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

            var (functions, next) = await client.CallAsync(request, body => ReadPage(body, reader), cancellationToken).ConfigureAwait(false);
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
    public async Task<LambdaFunction> GetFunctionAsync(string functionName, CancellationToken cancellationToken)
    {
        var request = new WireRequest("GetFunction", $"state of {functionName}")
        {
            Method = "GET",
            Path = $"/2015-03-31/functions/{Uri.EscapeDataString(functionName)}",
            Quota = QuotaClass.GetFunction,
        };
        var found = new FunctionInventoryBuilder(problem => throw new JsonException(problem.Message));
        await client.CallAsync(request, body => ReadPage(body, new FunctionJsonReader(found, region)), cancellationToken).ConfigureAwait(false);
        return found.Build().Functions.FirstOrDefault() ?? throw new AwsCallException(AwsErrorKind.BadResponse, "GetFunction answered without a function.")
        {
            Service = "lambda",
            Operation = "GetFunction",
            Region = region,
        };
    }

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
