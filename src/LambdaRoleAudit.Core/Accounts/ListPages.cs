namespace LambdaRoleAudit.Accounts;

/// <summary>
/// Follows lists that come in pages. A page that names a next one (NextMarker, NextToken, IsTruncated) must be followed by it,
/// in the same file or in a later one: else the list is not whole. Each account and region has a list of its own.
/// </summary>
internal sealed class ListPages
{
    private readonly Dictionary<(string Region, string AccountId), string> _open = [];
    private (string Region, string AccountId) _last = ("", "");

    /// <summary>Lists whose last page names a next one: where they are from, and the file that this page is in.</summary>
    public IEnumerable<(string Region, string AccountId, string Source)> Unfinished =>
        _open.Select(list => (list.Key.Region, list.Key.AccountId, list.Value))
            .OrderBy(list => list, Comparer<(string, string, string)>.Default);

    /// <summary>Notes a page.</summary>
    /// <param name="place">Where its items are from; null where it has none: it belongs to the page before.</param>
    /// <param name="goesOn">It names a next page.</param>
    /// <param name="source">The file that it is in.</param>
    public void Add((string Region, string AccountId)? place, bool goesOn, string source)
    {
        _last = place ?? _last;
        if (goesOn) _open[_last] = source;
        else _open.Remove(_last);
    }
}
