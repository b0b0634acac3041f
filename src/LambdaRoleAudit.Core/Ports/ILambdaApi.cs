using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Ports;

/// <summary>The Lambda operations that Core needs in one region. Every method throws <see cref="AwsCallException"/>.</summary>
public interface ILambdaApi : ILambdaVersionsApi
{
    /// <summary>
    /// Reads all functions of the region, in pages of at most 50 (Lambda API reference, ListFunctions: "returns up to 50 functions per
    /// call"). A page that fails ends the sequence with the exception; the pages before it have been returned.
    /// </summary>
    /// <param name="includeVersions">True to include published versions.</param>
    /// <param name="sink">Receives the functions. The functions of one page can arrive twice, if a response was interrupted and requested
    /// again.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    /// <returns>The number of functions on each page.</returns>
    IAsyncEnumerable<int> ListFunctionsAsync(bool includeVersions, IFunctionSink sink, CancellationToken cancellationToken);

    /// <summary>
    /// Returns all functions of the region with their settings, in pages of at most 50. Values that only GetFunction returns (state, tags)
    /// are not included. A page that fails ends the sequence with the exception.
    /// </summary>
    IAsyncEnumerable<IReadOnlyList<FunctionDetail>> ListFunctionDetailsAsync(bool includeVersions, CancellationToken cancellationToken);

    /// <summary>Returns the current state of one function, by name or ARN.</summary>
    Task<FunctionDetail> GetFunctionAsync(string functionName, CancellationToken cancellationToken);

    /// <summary>Assigns a role to a function.</summary>
    /// <param name="functionName">The function's name or ARN.</param>
    /// <param name="roleArn">The role.</param>
    /// <param name="revisionId">The revision id that the function must still have; null for any.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    /// <returns>The function as Lambda returns it. Its update is usually still in progress.</returns>
    Task<FunctionDetail> UpdateFunctionRoleAsync(
        string functionName, string roleArn, string? revisionId, CancellationToken cancellationToken);

    /// <summary>Returns the event source mappings of a function, or of the entire region if no function is named.</summary>
    Task<IReadOnlyList<EventSourceMapping>> ListEventSourceMappingsAsync(string? functionName, CancellationToken cancellationToken);

    /// <summary>
    /// Returns the resource policy of a function; null if the function has none. Versions and aliases have separate policies, which are not
    /// included.
    /// </summary>
    Task<string?> GetPolicyAsync(string functionName, CancellationToken cancellationToken);
}
