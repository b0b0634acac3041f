using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Findings;

/// <summary>What is known of every request that a function makes under its role, now; of all other context keys nothing is.</summary>
internal static class KnownContext
{
    /// <summary>What the function's code asks for: "the calls that your function code makes" have lambda:SourceFunctionArn.</summary>
    /// <param name="role">The role.</param>
    /// <param name="more">What is known besides; a key without a value is not in the request.</param>
    public static RequestFacts OfCode(ExecutionRole role, params (string Key, string? Value)[] more) =>
        Of(RequestPrincipal.OfRole(role.RoleArn, role.Tags, hasAllTags: false).Bringing(RequiredPermissions.SourceFunction), more);

    /// <summary>What Lambda asks for under the role, for a function's settings.</summary>
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
