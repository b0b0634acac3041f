using System.Text.Json;

namespace LambdaRoleAudit.Policies;

/// <summary>Principals of trust policies, as texts that can be compared (IAM user guide, "AWS JSON policy elements: Principal").</summary>
internal static class PolicyPrincipals
{
    /// <summary>Everyone.</summary>
    public const string Everyone = "*";

    public static PolicyElement Read(JsonElement json, bool isNot, string path)
    {
        var values = new List<string>();
        if (json.ValueKind == JsonValueKind.String)
        {
            if (json.GetString() != Everyone) throw new PolicyFormatException(path, "A principal that is a text can only be \"*\".");
            values.Add(Everyone);
        }
        else if (json.ValueKind == JsonValueKind.Object)
        {
            foreach (var type in json.EnumerateObject())
                foreach (var value in PolicyReader.Texts(type.Value, $"{path}.{type.Name}"))
                    values.Add($"{type.Name}:{value}");
        }
        else
        {
            throw new PolicyFormatException(path, "It must be \"*\" or an object of principal types.");
        }

        return new PolicyElement(isNot, values, new GlobSet([.. values.Select(Pattern)], isNot));
    }

    /// <summary>The principal of an AWS service, as requests name it.</summary>
    public static string Service(string service) => $"Service:{service}";

    private static Glob Pattern(string value)
    {
        // { "AWS": "*" } and "*" mean the same where the policy is attached to a resource, and a role's trust policy is one.
        if (value is Everyone or "AWS:*") return Glob.Everything;
        // "The account ARN and the shortened account ID behave the same way".
        if (value.Length == 16 && value.StartsWith("AWS:", StringComparison.Ordinal) && value.AsSpan(4).IndexOfAnyExceptInRange('0', '9') < 0)
            value = $"AWS:arn:aws:iam::{value[4..]}:root";
        // No wildcard within a principal: "You cannot use a wildcard to match part of a principal name or ARN".
        return Glob.Parse(value, GlobSyntax.None);
    }
}
