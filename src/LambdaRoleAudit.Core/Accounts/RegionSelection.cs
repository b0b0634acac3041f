using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>Which regions to read, as a person says it.</summary>
public sealed class RegionSelection
{
    private readonly IReadOnlyList<Pattern> _patterns;

    private RegionSelection(IReadOnlyList<Pattern> patterns) => _patterns = patterns;

    /// <summary>Every region that is enabled for the account.</summary>
    public static RegionSelection All { get; } = new([]);

    /// <summary>Regions by name, or by a pattern that <paramref name="matcher"/> understands.</summary>
    /// <param name="texts">Names and patterns; none means all regions.</param>
    /// <param name="isPattern">True where a text is a pattern.</param>
    /// <param name="matcher">The test that a pattern makes.</param>
    public static RegionSelection Of(IEnumerable<string>? texts, Func<string, bool> isPattern, Func<string, Predicate<string>> matcher)
    {
        var patterns = (texts ?? []).Select(text => text.Trim()).Select(text => isPattern(text)
            ? new Pattern(text, matcher(text), IsLiteral: false)
            : new Pattern(text.ToLowerInvariant(), name => name.Equals(text, StringComparison.OrdinalIgnoreCase), IsLiteral: true))
            .ToList();
        // "*" leaves nothing out: what is said then holds for the account.
        return patterns.TrueForAll(pattern => pattern.Text == "*") ? All : new RegionSelection(patterns);
    }

    /// <summary>
    /// Checks names and patterns without asking an account: each must mean a region of some partition, or one that is there.
    /// </summary>
    /// <param name="known">The regions of all partitions.</param>
    /// <param name="present">The regions of files, or of a plan.</param>
    /// <exception cref="ProblemException">One does not.</exception>
    public void CheckAgainst(IEnumerable<string> known, IEnumerable<string> present)
    {
        if (Unmatched(known.Union(present).ToHashSet()).ToList() is { Count: > 0 } unmatched)
            throw new ProblemException(LookupProblems.UnknownRegion(unmatched, null));
    }

    /// <summary>True where every region is named, so that the account need not be asked which ones it has.</summary>
    internal bool IsLiteral => _patterns.Count > 0 && _patterns.All(pattern => pattern.IsLiteral);

    /// <summary>The one region that is named; null if it may be several.</summary>
    public string? Single => _patterns is [{ IsLiteral: true } only] ? only.Text : null;

    /// <summary>True where the region is chosen by a name or a pattern.</summary>
    public bool Matches(string region) => _patterns.Count == 0 || _patterns.Any(pattern => pattern.Matches(region));

    /// <summary>The regions named one by one.</summary>
    internal IEnumerable<string> Names => _patterns.Where(pattern => pattern.IsLiteral).Select(pattern => pattern.Text).Distinct();

    /// <summary>The patterns and names that match none of these regions.</summary>
    internal IEnumerable<(string Text, bool IsLiteral)> Unmatched(IReadOnlyCollection<string> regions) =>
        _patterns.Where(pattern => !regions.Any(region => pattern.Matches(region))).Select(pattern => (pattern.Text, pattern.IsLiteral))
            .Distinct();

    /// <summary>Those of the regions that are chosen, sorted.</summary>
    internal string[] From(IEnumerable<string> regions) =>
        [.. regions.Where(Matches)
            .Distinct().Order(StringComparer.Ordinal)];

    private sealed record Pattern(string Text, Predicate<string> Matches, bool IsLiteral);
}
