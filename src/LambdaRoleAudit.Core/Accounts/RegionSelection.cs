using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>The regions to read, as the user specifies them.</summary>
public sealed class RegionSelection
{
    private readonly IReadOnlyList<Pattern> _patterns;

    private RegionSelection(IReadOnlyList<Pattern> patterns) => _patterns = patterns;

    /// <summary>Every region that is enabled for the account.</summary>
    public static RegionSelection All { get; } = new([]);

    /// <summary>Creates a selection of regions by name, or by a pattern that <paramref name="matcher"/> can parse.</summary>
    /// <param name="texts">The names and patterns; if there are none, all regions.</param>
    /// <param name="isPattern">Returns true if a text is a pattern.</param>
    /// <param name="matcher">Returns the test for a pattern.</param>
    public static RegionSelection Of(IEnumerable<string>? texts, Func<string, bool> isPattern, Func<string, Predicate<string>> matcher)
    {
        var patterns = (texts ?? []).Select(text => text.Trim()).Select(text => isPattern(text)
            ? new Pattern(text, matcher(text), IsLiteral: false)
            : new Pattern(text.ToLowerInvariant(), name => name.Equals(text, StringComparison.OrdinalIgnoreCase), IsLiteral: true))
            .ToList();
        // "*" leaves nothing out, so the result is valid for the entire account.
        return patterns.TrueForAll(pattern => pattern.Text == "*") ? All : new RegionSelection(patterns);
    }

    /// <summary>Checks names and patterns without calling AWS. Each must match a region of a partition, or a region in the data.</summary>
    /// <param name="known">The regions of all partitions.</param>
    /// <param name="present">The regions in files or in a plan.</param>
    /// <exception cref="ProblemException">A name or pattern matches no region.</exception>
    public void CheckAgainst(IEnumerable<string> known, IEnumerable<string> present)
    {
        if (Unmatched(known.Union(present).ToHashSet()).ToList() is { Count: > 0 } unmatched)
            throw new ProblemException(LookupProblems.UnknownRegion(unmatched, null));
    }

    /// <summary>True if every region is named, so that it is not necessary to request the account's regions.</summary>
    internal bool IsLiteral => _patterns.Count > 0 && _patterns.All(pattern => pattern.IsLiteral);

    /// <summary>The only region that is named; null if there can be several.</summary>
    public string? Single => _patterns is [{ IsLiteral: true } only] ? only.Text : null;

    /// <summary>Returns true if a name or a pattern selects the region.</summary>
    public bool Matches(string region) => _patterns.Count == 0 || _patterns.Any(pattern => pattern.Matches(region));

    /// <summary>The regions that are named literally.</summary>
    internal IEnumerable<string> Names => _patterns.Where(pattern => pattern.IsLiteral).Select(pattern => pattern.Text).Distinct();

    /// <summary>Returns the patterns and names that match none of the given regions.</summary>
    internal IEnumerable<(string Text, bool IsLiteral)> Unmatched(IReadOnlyCollection<string> regions) =>
        _patterns.Where(pattern => !regions.Any(region => pattern.Matches(region))).Select(pattern => (pattern.Text, pattern.IsLiteral))
            .Distinct();

    /// <summary>Returns the given regions that are selected, sorted.</summary>
    internal string[] From(IEnumerable<string> regions) =>
        [.. regions.Where(Matches)
            .Distinct().Order(StringComparer.Ordinal)];

    private sealed record Pattern(string Text, Predicate<string> Matches, bool IsLiteral);
}
