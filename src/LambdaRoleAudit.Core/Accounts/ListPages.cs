namespace LambdaRoleAudit.Accounts;

/// <summary>
/// Tracks lists that consist of pages. A page that names a next page (NextMarker, NextToken, IsTruncated) must be followed by it, in the
/// same file or in a later one; otherwise the list is incomplete. Each account and region has its own list.
/// </summary>
internal sealed class ListPages
{
    private readonly Dictionary<(string Region, string AccountId), string> _open = [];
    private (string Region, string AccountId) _last = ("", "");

    /// <summary>The lists whose last page names a next page: their region and account, and the file that contains the page.</summary>
    public IEnumerable<(string Region, string AccountId, string Source)> Unfinished =>
        _open.Select(list => (list.Key.Region, list.Key.AccountId, list.Value))
            .OrderBy(list => list, Comparer<(string, string, string)>.Default);

    /// <summary>Records a page.</summary>
    /// <param name="place">The region and account of its items; null if it has no items, and so belongs to the page before.</param>
    /// <param name="goesOn">True if it names a next page.</param>
    /// <param name="source">The file that contains it.</param>
    public void Add((string Region, string AccountId)? place, bool goesOn, string source)
    {
        _last = place ?? _last;
        if (goesOn) _open[_last] = source;
        else _open.Remove(_last);
    }
}
