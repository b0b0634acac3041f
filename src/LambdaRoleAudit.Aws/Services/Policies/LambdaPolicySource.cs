using System.Runtime.CompilerServices;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Services.Policies;

/// <summary>Functions of Lambda with their versions and aliases, each with its own policy.</summary>
internal sealed class LambdaPolicySource : PolicySource
{
    private const string LatestSuffix = ":" + LambdaFunction.Latest;

    /// <summary>
    /// Returns each function, then its versions and aliases. One list has all functions and versions, so only the aliases cost a call for
    /// each function.
    /// </summary>
    public override async IAsyncEnumerable<string> ListAsync(
        PolicyPlace place, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lambda = Api(place);
        await foreach (var page in lambda.ListFunctionDetailsAsync(includeVersions: true, cancellationToken).ConfigureAwait(false))
        {
            foreach (var function in page.Select(detail => detail.Function))
            {
                // With versions, the ARN of the unpublished one ends with its name too (Lambda API reference, ListFunctions).
                yield return function.FunctionArn.EndsWith(LatestSuffix, StringComparison.Ordinal)
                    ? function.FunctionArn[..^LatestSuffix.Length]
                    : function.FunctionArn;
                if (function.Version != LambdaFunction.Latest) continue;
                foreach (var alias in await AliasesAsync(lambda, function.FunctionName, cancellationToken).ConfigureAwait(false))
                    yield return alias.AliasArn;
            }
        }
    }

    public override async Task<IReadOnlyList<ResourcePolicyRecord>> ReadAsync(
        PolicyPlace place, Arn arn, CancellationToken cancellationToken)
    {
        var parts = PolicyResources.NameOf(PolicyResourceKind.LambdaFunction, arn.ToString()).Split(':', 2);
        var policy = await Api(place).FindPolicyAsync(parts[0], parts.Length == 2 ? parts[1] : null, cancellationToken)
            .ConfigureAwait(false);
        return place.Record(PolicyResourceKind.LambdaFunction, arn.ToString(), policy);
    }

    private static LambdaApi Api(PolicyPlace place) => new(place.Client(WireService.Lambda), place.Region);

    /// <summary>A function that was deleted since it was listed has no aliases.</summary>
    private static async Task<IReadOnlyList<FunctionAlias>> AliasesAsync(
        LambdaApi lambda, string functionName, CancellationToken cancellationToken)
    {
        try
        {
            return await lambda.ListAliasesAsync(functionName, cancellationToken).ConfigureAwait(false);
        }
        catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound)
        {
            return [];
        }
    }
}
