using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>Widens resources that were used to the resources like them.</summary>
internal static class ResourceWidening
{
    /// <summary>
    /// Returns patterns that together match all the resources, as version 2012-10-17 of the policy language writes them. A pattern for
    /// several resources stays as it is.
    /// </summary>
    public static IEnumerable<string> Widen(IEnumerable<SeenResource> resources)
    {
        var byRule = new SortedDictionary<string, (WideningRule Rule, string Start, List<IReadOnlyDictionary<string, string>> Parts)>(
            StringComparer.Ordinal);
        var others = new List<string>();
        foreach (var resource in resources)
        {
            if (resource.Arn is not { } text || !Arn.TryParse(text, out var arn))
            {
                yield return resource.Pattern;
                continue;
            }

            if (WideningRule.Find(arn.Service, arn.Resource) is not var (rule, parts))
            {
                others.Add(text);
                continue;
            }

            var start = text[..(text.Length - arn.Resource.Length)];
            var key = $"{start} {rule.Used} {rule.GroupOf(parts)}";
            if (!byRule.TryGetValue(key, out var group)) byRule[key] = group = (rule, start, []);
            group.Parts.Add(parts);
        }

        foreach (var (rule, start, parts) in byRule.Values)
            foreach (var pattern in rule.PatternsFor(parts)) yield return PatternText.Escape(start) + pattern;
        foreach (var group in others.Distinct(StringComparer.Ordinal).GroupBy(StablePrefix.Of, StringComparer.Ordinal))
        {
            if (group.Key is { } prefix && group.Count() >= StablePrefix.FewestNames) yield return $"{PatternText.Escape(prefix)}*";
            else
                foreach (var arn in group) yield return PatternText.Escape(arn);
        }
    }
}
