using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Findings;

/// <summary>
/// The known context of every request that a function currently makes under its role. Nothing is known about any other context key.
/// </summary>
internal static class KnownContext
{
    /// <summary>
    /// Returns the context of requests by the function's code: "the calls that your function code makes" have lambda:SourceFunctionArn.
    /// </summary>
    /// <param name="role">The role.</param>
    /// <param name="more">Additional known keys. A key without a value is not in the request.</param>
    public static RequestFacts OfCode(ExecutionRole role, params (string Key, string? Value)[] more) =>
        Of(RequestPrincipal.OfRole(role.RoleArn, role.Tags, hasAllTags: false).Bringing(RequiredPermissions.SourceFunction), more);

    /// <summary>Returns the context of requests that Lambda makes under the role, for a function's settings.</summary>
    /// <inheritdoc cref="OfCode"/>
    public static RequestFacts OfSetting(ExecutionRole role, string action, params (string Key, string? Value)[] more)
    {
        var principal = RequestPrincipal.OfRole(role.RoleArn, role.Tags, hasAllTags: false);
        return Of(RequiredPermissions.BringsSourceFunction(action) switch
        {
            true => principal.Bringing(RequiredPermissions.SourceFunction),
            false => principal.Without(RequiredPermissions.SourceFunction),
            null => principal,
        }, more);
    }

    private static RequestFacts Of(RequestPrincipal principal, (string Key, string? Value)[] more) => RequestFacts.At(
        TimeProvider.System.GetUtcNow(), principal.With(more.Select(key => KeyValuePair.Create(key.Key, key.Value))));
}
