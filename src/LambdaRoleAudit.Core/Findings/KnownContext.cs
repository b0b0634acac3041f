using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>What is known of every request that a function makes under its role, now; of all other context keys nothing is.</summary>
internal static class KnownContext
{
    /// <summary>
    /// "The calls that your function code makes", and Lambda's own to these services, have lambda:SourceFunctionArn; its other
    /// calls under the role do not (Lambda developer guide, "Using source function ARN to control function access behavior").
    /// </summary>
    private static readonly string[] WithSourceFunction = ["logs:", "xray:", "elasticfilesystem:"];

    /// <summary>What the function's code asks for.</summary>
    public static RequestFacts OfCode(ExecutionRole role, params (string Key, string Value)[] more) =>
        Of(RequestPrincipal.OfRole(role.RoleArn, role.Tags, hasAllTags: false).Bringing("lambda:SourceFunctionArn"), more);

    /// <summary>What Lambda asks for under the role, for a function's settings.</summary>
    public static RequestFacts OfSetting(ExecutionRole role, string action, params (string Key, string Value)[] more)
    {
        var principal = RequestPrincipal.OfRole(role.RoleArn, role.Tags, hasAllTags: false);
        return Of(WithSourceFunction.Any(prefix => action.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            ? principal.Bringing("lambda:SourceFunctionArn") : principal.Without("lambda:SourceFunctionArn"), more);
    }

    private static RequestFacts Of(RequestPrincipal principal, (string Key, string Value)[] more) => RequestFacts.At(
        TimeProvider.System.GetUtcNow(), principal.With(more.Select(key => KeyValuePair.Create(key.Key, key.Value))));
}
