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

    /// <summary>One function as it is now.</summary>
    Task<LambdaFunction> GetFunctionAsync(string functionName, CancellationToken cancellationToken);
}
