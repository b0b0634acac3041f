using System.Collections.Concurrent;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// The aliases of functions that point to published versions, with everything that decides whether they can be moved.
/// </summary>
internal sealed class FunctionAliases
{
    /// <summary>Lambda allows 15 of these requests per second and region. A few simultaneous requests reach that.</summary>
    private const int AtOnceInRegion = 4;

    private readonly ConcurrentDictionary<string, (FunctionVersion Latest, IReadOnlyList<AliasDetail> Aliases)> _read =
        new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _unread = new(StringComparer.Ordinal);

    private FunctionAliases()
    {
    }

    /// <summary>Reads the aliases of functions.</summary>
    /// <param name="session">The session.</param>
    /// <param name="functions">The functions.</param>
    /// <param name="observer">Receives the progress.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    public static async Task<FunctionAliases> ReadAsync(
        IAwsSession session, IReadOnlyList<LambdaFunction> functions, IReadingObserver observer, CancellationToken cancellationToken)
    {
        var aliases = new FunctionAliases();
        var done = 0;
        await Task.WhenAll(functions.GroupBy(function => function.Region).Select(region => Parallel.ForEachAsync(
            region, new ParallelOptions { MaxDegreeOfParallelism = AtOnceInRegion, CancellationToken = cancellationToken },
            async (function, stop) =>
            {
                await aliases.ReadAsync(session.Lambda(function.Region), function, stop).ConfigureAwait(false);
                observer.OnProgress(new ReadingProgress(Interlocked.Increment(ref done), functions.Count, functions.Count, "aliases"));
            }))).ConfigureAwait(false);
        return aliases;
    }

    /// <summary>Returns the function itself and its aliases; null if they were not read, or could not be.</summary>
    public (FunctionVersion Latest, IReadOnlyList<AliasDetail> Aliases)? Of(LambdaFunction function) =>
        _read.TryGetValue(function.FunctionArn, out var read) ? read : null;

    /// <summary>Returns the reason why the aliases of a function could not be read; null if they could.</summary>
    public string? WhyUnread(LambdaFunction function) => _unread.GetValueOrDefault(function.FunctionArn);

    private async ValueTask ReadAsync(ILambdaApi lambda, LambdaFunction function, CancellationToken cancellationToken)
    {
        try
        {
            var listed = await lambda.ListAliasesAsync(function.FunctionName, cancellationToken).ConfigureAwait(false);
            var wanted = listed.Where(alias => !alias.FollowsFunction).ToList();
            var latest = await lambda.GetVersionAsync(function.FunctionName, null, cancellationToken).ConfigureAwait(false);
            var versions = new Dictionary<string, (FunctionVersion?, string?)>(StringComparer.Ordinal);
            var details = new List<AliasDetail>();
            foreach (var alias in wanted.OrderBy(alias => alias.Name, StringComparer.Ordinal))
                details.Add(await ReadAsync(lambda, function, alias, versions, cancellationToken).ConfigureAwait(false));
            _read[function.FunctionArn] = (latest, details);
        }
        catch (AwsCallException e)
        {
            _unread[function.FunctionArn] = Why(e);
        }
    }

    private static async Task<AliasDetail> ReadAsync(
        ILambdaApi lambda, LambdaFunction function, FunctionAlias alias, Dictionary<string, (FunctionVersion?, string?)> versions,
        CancellationToken cancellationToken)
    {
        var name = function.FunctionName;
        if (!versions.TryGetValue(alias.FunctionVersion, out var version))
            versions[alias.FunctionVersion] = version = await TryAsync(
                () => lambda.GetVersionAsync(name, alias.FunctionVersion, cancellationToken)!).ConfigureAwait(false);
        var provisioned = await TryAsync(() => lambda.GetProvisionedConcurrencyAsync(name, alias.Name, cancellationToken))
            .ConfigureAwait(false);
        var ofVersion = await TryAsync(() => lambda.GetProvisionedConcurrencyAsync(name, alias.FunctionVersion, cancellationToken))
            .ConfigureAwait(false);
        var policy = await TryAsync(() => lambda.GetQualifiedPolicyAsync(name, alias.Name, cancellationToken)).ConfigureAwait(false);
        var url = await TryAsync(() => lambda.GetUrlAuthTypeAsync(name, alias.Name, cancellationToken)).ConfigureAwait(false);
        var mappings = await TryAsync(() => lambda.ListEventSourceMappingsAsync($"{name}:{alias.Name}", cancellationToken)!)
            .ConfigureAwait(false);
        return new AliasDetail(alias, version.Item1)
        {
            Provisioned = provisioned.Value,
            ProvisionedOfVersion = ofVersion.Value,
            Policy = policy.Value,
            UrlAuthType = url.Value,
            Mappings = mappings.Value ?? [],
            WhyUnread = version.Item2 ?? provisioned.Why ?? ofVersion.Why ?? policy.Why ?? url.Why ?? mappings.Why,
        };
    }

    private static async Task<(T? Value, string? Why)> TryAsync<T>(Func<Task<T?>> read)
        where T : class
    {
        try
        {
            return (await read().ConfigureAwait(false), null);
        }
        catch (AwsCallException e)
        {
            return (null, Why(e));
        }
    }

    private static string Why(AwsCallException e) => $"{e.Operation}: {e.ErrorCode ?? e.Kind.ToString()}";
}
