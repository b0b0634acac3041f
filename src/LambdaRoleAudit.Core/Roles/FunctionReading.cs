using LambdaRoleAudit.Inventory;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>Reads a function that somebody named, with its event source mappings.</summary>
internal static class FunctionReading
{
    /// <summary>Reads it.</summary>
    /// <param name="session">Where.</param>
    /// <param name="function">The function.</param>
    /// <param name="region">The region that was given for it; null for its ARN's, or the session's.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="ProblemException">It is not there or cannot be read, or its ARN names another region than the given one.</exception>
    public static async Task<(FunctionDetail Detail, IReadOnlyList<EventSourceMapping> Mappings)> ReadAsync(
        IAwsSession session, FunctionReference function, string? region, CancellationToken cancellationToken)
    {
        if (function.Region is not null && region is not null && !function.Region.Equals(region, StringComparison.OrdinalIgnoreCase))
            throw new ProblemException(RoleProblems.FunctionInAnotherRegion(function.FunctionName, function.Region, region));
        var at = function.Region ?? region ?? session.HomeRegion;
        try
        {
            var lambda = session.Lambda(at);
            var detail = await lambda.GetFunctionAsync(function.FunctionName, cancellationToken).ConfigureAwait(false);
            return (detail, await lambda.ListEventSourceMappingsAsync(function.FunctionName, cancellationToken).ConfigureAwait(false));
        }
        catch (AwsCallException e)
        {
            throw new ProblemException(e.Kind == AwsErrorKind.NotFound
                ? InventoryProblems.FunctionNotFound($"{function.FunctionName} in {at}", [])
                : AwsProblems.Describe(e, $"read function {function.FunctionName} in {at}", function.FunctionName));
        }
    }
}
