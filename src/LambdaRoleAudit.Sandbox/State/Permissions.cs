using System.IO.Enumeration;
using System.Text.Json;

namespace LambdaRoleAudit.Sandbox.State;

/// <summary>The check of permissions that Lambda makes before it accepts a role: whether the role allows an action at all.</summary>
internal static class Permissions
{
    /// <summary>
    /// Returns true if any Allow statement of the role's policies names the action. Resources, conditions and denies are not checked.
    /// </summary>
    public static bool Allows(AccountState account, RoleState role, string action) =>
        Documents(account, role).Any(document => DocumentAllows(document, action));

    /// <summary>Returns true if one of these actions, which can contain wildcards, is the given one.</summary>
    public static bool Matches(IEnumerable<string> patterns, string action) =>
        patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, action, ignoreCase: true));

    /// <summary>Returns the IAM prefixes of the services that the role's policies allow; <c>*</c> if they allow all services.</summary>
    public static IReadOnlySet<string> AllowedServices(AccountState account, RoleState role) => Documents(account, role)
        .SelectMany(Statements)
        .Where(statement => statement.GetProperty("Effect").ValueEquals("Allow"u8))
        .SelectMany(statement => statement.TryGetProperty("Action", out var actions) ? Texts(actions) : ["*"])
        .Select(action => action.Split(':')[0].ToLowerInvariant())
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Returns true if the trust policy lets Lambda assume the role.</summary>
    public static bool TrustsLambda(RoleState role) => Statements(role.AssumeRolePolicyDocument).Any(statement =>
        statement.GetProperty("Effect").ValueEquals("Allow"u8)
        && statement.TryGetProperty("Principal", out var principal) && principal.ValueKind == JsonValueKind.Object
        && principal.TryGetProperty("Service", out var service) && Texts(service).Contains("lambda.amazonaws.com"));

    /// <summary>
    /// Returns true if the trust policy names the caller's account, the caller, or anyone, and has no condition except sts:ExternalId with
    /// the value that the caller passed.
    /// </summary>
    public static bool Trusts(RoleState role, SandboxCredential caller, string partition, string? externalId) =>
        Statements(role.AssumeRolePolicyDocument).Any(statement =>
            statement.GetProperty("Effect").ValueEquals("Allow"u8)
            && statement.TryGetProperty("Principal", out var principal)
            && (principal.ValueKind == JsonValueKind.String
                ? [principal.GetString()!]
                : principal.TryGetProperty("AWS", out var names) ? Texts(names) : [])
                .Any(name =>
                    name == "*" || name == caller.AccountId || name == $"arn:{partition}:iam::{caller.AccountId}:root"
                        || name == caller.UserArn(partition))
            && (!statement.TryGetProperty("Condition", out var condition) || IsExternalId(condition, externalId)));

    private static bool IsExternalId(JsonElement condition, string? externalId) =>
        condition.EnumerateObject().Count() == 1
        && condition.TryGetProperty("StringEquals", out var equal) && equal.EnumerateObject().Count() == 1
        && equal.TryGetProperty("sts:ExternalId", out var wanted) && externalId is not null && Texts(wanted).Contains(externalId);

    private static IEnumerable<string> Documents(AccountState account, RoleState role) => role.InlinePolicies.Values.Concat(
        role.AttachedPolicyArns.Select(account.FindPolicy).OfType<ManagedPolicyState>().Select(policy => policy.DefaultDocument));

    private static bool DocumentAllows(string document, string action) => Statements(document).Any(statement =>
        statement.GetProperty("Effect").ValueEquals("Allow"u8)
        && statement.TryGetProperty("Action", out var actions)
        && Matches(Texts(actions), action));

    private static IEnumerable<JsonElement> Statements(string document)
    {
        using var json = JsonDocument.Parse(document);
        var statements = json.RootElement.GetProperty("Statement");
        List<JsonElement> all = statements.ValueKind == JsonValueKind.Array ? [.. statements.EnumerateArray()] : [statements];
        foreach (var statement in all) yield return statement.Clone();
    }

    private static IEnumerable<string> Texts(JsonElement json) =>
        json.ValueKind == JsonValueKind.Array ? json.EnumerateArray().Select(text => text.GetString()!) : [json.GetString()!];
}
