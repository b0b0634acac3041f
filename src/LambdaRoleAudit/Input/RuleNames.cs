using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Input;

/// <summary>Selects rules by their ids or by wildcards.</summary>
internal static class RuleNames
{
    /// <summary>
    /// Returns the rules that are included and not excluded. A name that matches no rule is an error, because a typo must not look like a
    /// pass.
    /// </summary>
    /// <exception cref="ProblemException">A name matches no rule.</exception>
    public static IReadOnlyList<FindingRule> Choose(string[]? wanted, string[]? excluded)
    {
        foreach (var name in (wanted ?? []).Concat(excluded ?? []))
            if (!RuleCatalog.All.Any(rule => Wildcards.Matching(name)(rule.RuleId)))
                throw new ProblemException(FindingErrors.NoSuchRule.About(
                    name, ("rule", name), ("rules", string.Join(", ", RuleCatalog.All.Select(rule => rule.RuleId)))));
        var isWanted = Wildcards.Any(wanted);
        var isExcluded = Wildcards.Any(excluded);
        return [.. RuleCatalog.All.Where(rule => isWanted?.Invoke(rule.RuleId) != false && isExcluded?.Invoke(rule.RuleId) != true)];
    }
}
