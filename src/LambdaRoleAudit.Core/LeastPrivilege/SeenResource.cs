using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>A resource in evidence, or that a setting needs.</summary>
/// <param name="Pattern">The pattern that matches it, as version 2012-10-17 of the policy language writes it.</param>
/// <param name="Arn">The resource; null if it is a pattern for several.</param>
internal sealed record SeenResource(string Pattern, string? Arn)
{
    /// <summary>The texts that are meant.</summary>
    public Glob Glob { get; } = Glob.Parse(Pattern, GlobSyntax.Wildcards | GlobSyntax.Variables);

    /// <summary>
    /// Returns a resource in evidence. Wildcards are only an asterisk at its end, for the resources of one kind that a function used more
    /// than a few hundred of, and the suffix of a secret that was named without it. Any other one is a character of a name.
    /// </summary>
    public static SeenResource OfEvidence(string arn)
    {
        if (arn.EndsWith('*') && arn.Length > 1) return new SeenResource($"{PatternText.Escape(arn[..^1])}*", null);
        return arn.EndsWith(ResourceNames.AnySuffix, StringComparison.Ordinal) && Model.Arn.TryParse(arn, out var parsed)
            && parsed.Service == "secretsmanager"
            ? new SeenResource($"{PatternText.Escape(arn[..^ResourceNames.AnySuffix.Length])}{ResourceNames.AnySuffix}", null)
            : new SeenResource(PatternText.Escape(arn), arn);
    }

    /// <summary>Returns a resource that a setting needs, which can be a pattern.</summary>
    public static SeenResource OfNeed(string resource) =>
        resource != "*" && resource.AsSpan().IndexOfAny('*', '?') >= 0
            ? new SeenResource(resource, null)
            : new SeenResource(PatternText.Escape(resource), resource);
}
