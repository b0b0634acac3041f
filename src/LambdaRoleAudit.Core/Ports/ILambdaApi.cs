using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Ports;

/// <summary>What we ask of Lambda in one region. Every method throws <see cref="AwsCallException"/>.</summary>
public interface ILambdaApi
{
    /// <summary>
    /// All functions of the region, a page of at most 50 at a time (Lambda API reference, ListFunctions: "returns up to 50
    /// functions per call"). A page that fails ends the sequence with the exception; pages before it have been given.
    /// </summary>
    /// <param name="includeVersions">Published versions too.</param>
    /// <param name="sink">Takes the functions. One page's may come twice, where its answer broke off and was asked for again.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>How many functions each page had.</returns>
    IAsyncEnumerable<int> ListFunctionsAsync(bool includeVersions, IFunctionSink sink, CancellationToken cancellationToken);

    /// <summary>
    /// All functions of the region with their settings, a page of at most 50 at a time. What only GetFunction tells (state,
    /// tags) is not in it. A page that fails ends the sequence with the exception.
    /// </summary>
    IAsyncEnumerable<IReadOnlyList<FunctionDetail>> ListFunctionDetailsAsync(bool includeVersions, CancellationToken cancellationToken);

    /// <summary>One function as it is now, by name or ARN.</summary>
    Task<FunctionDetail> GetFunctionAsync(string functionName, CancellationToken cancellationToken);

    /// <summary>Puts a function on a role.</summary>
    /// <param name="functionName">The function's name or ARN.</param>
    /// <param name="roleArn">The role.</param>
    /// <param name="revisionId">The revision that the function must still have; null for any.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>The function as Lambda answers: its update is mostly still in progress.</returns>
    Task<FunctionDetail> UpdateFunctionRoleAsync(
        string functionName, string roleArn, string? revisionId, CancellationToken cancellationToken);

    /// <summary>The event source mappings of a function; of the whole region where none is named.</summary>
    Task<IReadOnlyList<EventSourceMapping>> ListEventSourceMappingsAsync(string? functionName, CancellationToken cancellationToken);

    /// <summary>The resource policy of a function, not of its versions and aliases, which have their own; null where it has none.</summary>
    Task<string?> GetPolicyAsync(string functionName, CancellationToken cancellationToken);
}
