using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>Cuts patterns to the resources of a statement.</summary>
/// <param name="source">Resource or NotResource of the source's statement.</param>
/// <param name="version">The version of its document.</param>
internal sealed class ResourceCut(PolicyElement source, string version)
{
    /// <summary>The resource of a request for an action without resource types.</summary>
    public const string Any = "*";

    private readonly IReadOnlyList<(string Text, Glob Glob)> _values = [.. source.Values.Zip(source.Patterns.Globs)];

    /// <summary>Returns true if the statement may allow an action on the resource: certainly, or depending on a policy variable.</summary>
    public bool MayMatch(SeenResource resource)
    {
        // With a policy variable in a pattern, the text alone does not decide.
        return (resource.Arn is { } arn ? source.Patterns.Contains(arn) : null) ?? !AreDisjoint(source.Patterns, resource.Glob);
    }

    /// <summary>
    /// Returns patterns for the widened resources that are also resources of the statement, sorted; null for all resources of the
    /// statement.
    /// </summary>
    /// <param name="seen">The resources in evidence, all of which the statement may match.</param>
    /// <param name="widened">The patterns for them.</param>
    public IReadOnlyList<string>? Cut(IReadOnlyList<SeenResource> seen, IEnumerable<string> widened)
    {
        if (source.IsNot && source.Patterns.HasVariables) return null;
        var texts = new SortedDictionary<string, Glob>(StringComparer.Ordinal);
        var left = seen.Where(resource => resource.Arn != Any).ToHashSet();
        if (left.Count < seen.Count)
        {
            // A request for an action without resource types is decided on "*", which only these patterns match.
            if (source.IsNot) return null;
            foreach (var (text, glob) in MayMatching(seen.First(resource => resource.Arn == Any))) texts[text] = glob;
        }

        foreach (var text in widened.Concat(left.Select(resource => resource.Pattern)).Select(text => PatternText.For(version, text))
            .Distinct(StringComparer.Ordinal).ToList())
        {
            var glob = PatternText.Read(version, text);
            // What a wider pattern has taken in is not needed again.
            if (source.Patterns.Covers(glob)) Add(text, glob);
            else if (!source.IsNot)
                foreach (var (inside, its) in _values.Where(value => glob.Contains(value.Glob))) Add(inside, its);
        }

        foreach (var resource in left.OrderBy(resource => resource.Pattern, StringComparer.Ordinal))
        {
            // Only a part of the resources is known to be among the statement's, or a policy variable decides.
            if (source.IsNot) return null;
            foreach (var (text, glob) in MayMatching(resource)) texts[text] = glob;
        }

        var kept = Minimal(texts);
        return !source.IsNot && kept.Count == _values.Count && _values.All(value => kept.Contains(value.Text)) ? null : kept;

        void Add(string text, Glob glob)
        {
            // A pattern that only a resource needs which a pattern before it has is left out.
            if (left.RemoveWhere(resource => glob.Contains(resource.Glob)) == 0
                && texts.Values.Any(mine => mine.Contains(glob))) return;
            texts[text] = glob;
        }
    }

    private IEnumerable<(string Text, Glob Glob)> MayMatching(SeenResource resource) =>
        _values.Where(value => !AreDisjoint(new GlobSet([value.Glob], isNegated: false), resource.Glob));

    /// <summary>Removes each pattern that another one contains. Of two equal ones, the first in order stays.</summary>
    private static List<string> Minimal(SortedDictionary<string, Glob> texts)
    {
        var all = texts.ToList();
        return [.. all.Where((one, i) => !all.Where((other, j) =>
            i != j && other.Value.Contains(one.Value) && (j < i || !one.Value.Contains(other.Value))).Any()).Select(one => one.Key)];
    }

    private static bool AreDisjoint(GlobSet set, Glob glob)
    {
        try
        {
            return LanguageSolver.AreDisjoint([set, new GlobSet([glob], isNegated: false)], new ProofBudget());
        }
        catch (ProofBudgetException)
        {
            // It is not known that they are, so the statement may match.
            return false;
        }
    }
}
