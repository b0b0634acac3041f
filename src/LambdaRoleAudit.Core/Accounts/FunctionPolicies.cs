using System.Collections.Concurrent;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// The resource policies of the account's functions, which say who can invoke them. A policy that names a role does not name the role that
/// replaces it. The policies of versions and aliases are not read.
/// </summary>
internal sealed class FunctionPolicies
{
    /// <summary>Lambda allows 15 GetPolicy requests per second and region. A few simultaneous requests reach that.</summary>
    private const int AtOnceInRegion = 4;

    private readonly ConcurrentDictionary<string, string> _documents = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _unread = new(StringComparer.Ordinal);
    private string? _why;

    private FunctionPolicies()
    {
    }

    /// <summary>The reason for the first policy that could not be read.</summary>
    public string? Why => _why;

    /// <summary>The policies, with the functions' ARNs.</summary>
    public IEnumerable<(string FunctionArn, string Document)> Documents => _documents
        .OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value));

    /// <summary>Creates the collection from policies that are already known.</summary>
    /// <param name="documents">The policies, by the functions' ARNs.</param>
    /// <param name="functions">All functions. For those without a policy here, nothing is known.</param>
    internal static FunctionPolicies Of(IReadOnlyDictionary<string, string> documents, IEnumerable<LambdaFunction> functions)
    {
        var policies = new FunctionPolicies { _why = "no file contains it" };
        foreach (var function in functions)
        {
            if (documents.TryGetValue(function.FunctionArn, out var document)) policies._documents[function.FunctionArn] = document;
            else policies._unread[function.FunctionArn] = true;
        }

        return policies;
    }

    /// <summary>Reads all policies, each region at its own rate.</summary>
    public static async Task<FunctionPolicies> ReadAsync(
        IAwsSession session, IReadOnlyList<LambdaFunction> functions, IReadingObserver observer, CancellationToken cancellationToken)
    {
        var policies = new FunctionPolicies();
        var done = 0;
        await Task.WhenAll(functions.GroupBy(function => function.Region).Select(region => Parallel.ForEachAsync(
            region, new ParallelOptions { MaxDegreeOfParallelism = AtOnceInRegion, CancellationToken = cancellationToken },
            async (function, stop) =>
            {
                await policies.ReadAsync(session.Lambda(function.Region), function, stop).ConfigureAwait(false);
                observer.OnProgress(
                    new ReadingProgress(Interlocked.Increment(ref done), functions.Count, functions.Count, "resource policies"));
            }))).ConfigureAwait(false);
        return policies;
    }

    /// <summary>Gets the policy of a function by its ARN; null if the function has none.</summary>
    /// <param name="functionArn">The function's ARN.</param>
    /// <param name="document">The policy.</param>
    /// <returns>False if the policy could not be read.</returns>
    public bool TryGet(string functionArn, out string? document)
    {
        document = _documents.GetValueOrDefault(functionArn);
        return !_unread.ContainsKey(functionArn);
    }

    private async ValueTask ReadAsync(ILambdaApi lambda, LambdaFunction function, CancellationToken cancellationToken)
    {
        try
        {
            if (await lambda.GetPolicyAsync(function.FunctionName, cancellationToken).ConfigureAwait(false) is { } document)
                _documents[function.FunctionArn] = document;
        }
        catch (AwsCallException e)
        {
            _unread[function.FunctionArn] = true;
            Interlocked.CompareExchange(ref _why, $"{e.ErrorCode ?? e.Kind.ToString()}", null);
        }
    }
}
