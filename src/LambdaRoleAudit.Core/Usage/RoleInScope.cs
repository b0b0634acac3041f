using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Usage;

/// <summary>A role whose activity is looked for.</summary>
/// <param name="RoleArn">The role's ARN, with its path.</param>
/// <param name="Functions">The ARNs of all functions that run under the role, without qualifiers.</param>
/// <param name="TrustsLambdaAlone">True if only Lambda can assume the role, so that the name of a session is the name of a function; null
/// if the trust policy is not known.</param>
public sealed record RoleInScope(string RoleArn, IReadOnlyList<string> Functions, bool? TrustsLambdaAlone)
{
    private readonly Lazy<Dictionary<string, List<string>>> _byName =
        new(() => Functions.GroupBy(arn => Arn.TryParse(arn, out var parsed) ? parsed.Resource.Split(':')[^1] : arn)
            .ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal));

    /// <summary>Returns the ARNs of the functions with a name: one for each region that has such a function.</summary>
    internal IReadOnlyList<string> FunctionsNamed(string name) => _byName.Value.GetValueOrDefault(name, []);
}
