using System.Text.Json;

namespace LambdaRoleAudit.Policies;

/// <summary>
/// Principals of trust policies, as texts that can be compared: <c>AWS:arn:...</c>, <c>Service:...</c>, <c>Federated:...</c>
/// (IAM user guide, "AWS JSON policy elements: Principal").
/// </summary>
internal static class PolicyPrincipals
{
    /// <summary>Everyone.</summary>
    public const string Everyone = "*";

    /// <summary>Any principal that a policy can name.</summary>
    public static GlobSet Anyone { get; } = new([Glob.Parse("?*", GlobSyntax.Wildcards)], isNegated: false);

    /// <summary>The principals among which witnesses are searched for first: ARNs as IAM writes them, and services.</summary>
    public static GlobSet Usual { get; } = new(
    [
        Glob.Parse("Service:?*", GlobSyntax.Wildcards),
        .. new[] { "role/?*", "user/?*", "root" }.Select(name => Of($"AWS:arn:aws:iam::????????????:{name}")),
        Of("AWS:arn:aws:sts::????????????:assumed-role/?*/?*"),
    ], isNegated: false);

    public static PolicyElement Read(JsonElement json, bool isNot, string path)
    {
        var values = new List<string>();
        if (json.ValueKind == JsonValueKind.String)
        {
            if (PolicyReader.Text(json, path) != Everyone)
                throw new PolicyFormatException(path, "A principal that is a string can only be \"*\".");
            values.Add(Everyone);
        }
        else if (json.ValueKind == JsonValueKind.Object)
        {
            foreach (var (type, value) in PolicyReader.Properties(json, path, "A principal"))
                foreach (var one in PolicyReader.Texts(value, $"{path}.{type}"))
                    values.Add($"{type}:{one}");
        }
        else
        {
            throw new PolicyFormatException(path, "It must be \"*\" or an object of principal types.");
        }

        return new PolicyElement(isNot, values, new GlobSet([.. values.SelectMany(Patterns)], isNot));
    }

    /// <summary>Returns the principal of an AWS service, as requests name it.</summary>
    public static string Service(string service) => $"Service:{service}";

    /// <summary>
    /// Returns true if the principal is not an ARN: IAM replaces a deleted user or role with its unique id, which nobody has any more.
    /// </summary>
    public static bool IsNobody(string? principal) => principal is not null
        && principal.StartsWith("AWS:", StringComparison.Ordinal) && !principal.StartsWith("AWS:arn:", StringComparison.Ordinal);

    private static IEnumerable<Glob> Patterns(string value)
    {
        // { "AWS": "*" } and "*" mean the same if the policy is attached to a resource, and a role's trust policy is attached to a
        // resource.
        if (value is Everyone or "AWS:*") return [Glob.Everything];
        var parts = value.Split(':');
        // "When you specify an AWS account, you can use the account ARN or a shortened form": all of its principals, and the sessions of
        // its roles. An account is in one partition, whichever it is.
        if (value.StartsWith("AWS:", StringComparison.Ordinal) && AccountOf(parts) is { } account)
            return [Of($"AWS:arn:*:iam::{account}:*"), Of($"AWS:arn:*:sts::{account}:*")];
        // The sessions of a role belong to the role. A session's ARN has the role's name without its path.
        if (parts is ["AWS", "arn", var partition, "iam", "", var owner, var role] && role.StartsWith("role/", StringComparison.Ordinal))
            return [
                Glob.Parse(value, GlobSyntax.None),
                Session($"AWS:arn:{partition}:sts::{owner}:assumed-role{role[role.LastIndexOf('/')..]}/")];
        // Wildcards are not allowed within a principal: "You cannot use a wildcard to match part of a principal name or ARN".
        return [Glob.Parse(value, GlobSyntax.None)];
    }

    private static string? AccountOf(string[] parts) => parts switch
    {
        ["AWS", { Length: 12 } id] when !id.AsSpan().ContainsAnyExceptInRange('0', '9') => id,
        ["AWS", "arn", _, "iam", "", var id, "root"] => id,
        _ => null,
    };

    private static Glob Of(string pattern) => Glob.Parse(pattern, GlobSyntax.Wildcards | GlobSyntax.ArnParts);

    private static Glob Session(string prefix)
    {
        var literal = prefix.Replace("$", "${$}", StringComparison.Ordinal).Replace("*", "${*}", StringComparison.Ordinal)
            .Replace("?", "${?}", StringComparison.Ordinal);
        return Glob.Parse($"{literal}?*", GlobSyntax.Wildcards | GlobSyntax.Variables);
    }
}
