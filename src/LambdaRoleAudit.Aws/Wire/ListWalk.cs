using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Wire;

/// <summary>
/// Reads a list, page by page, and ensures that the list ends: a marker that is repeated, pages without new items, and more pages than the
/// list can have are errors.
/// </summary>
/// <param name="service">The service.</param>
/// <param name="operation">The operation of the list.</param>
/// <param name="region">The region.</param>
/// <param name="pageSize">The number of items to request.</param>
internal sealed class ListWalk(WireService service, string operation, string region, int pageSize)
{
    /// <summary>IAM "might return fewer than the maximum number of results" (IAM API reference), and sometimes none.</summary>
    private const int MostIdlePages = 50;

    /// <summary>A page with fewer items is not requested again.</summary>
    private const int LeastToDivide = 50;

    private readonly HashSet<string> _markers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _firsts = new(StringComparer.Ordinal);
    private int _size = pageSize;
    private int _idlePages;

    /// <summary>The number of items to request.</summary>
    public string PageSize => _size.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The marker of the page to request; null for the first page.</summary>
    public string? Marker { get; private set; }

    /// <summary>The number of the page to request.</summary>
    public int Page => _markers.Count + 1;

    /// <summary>Returns true if the page was too large, and can be requested again with a tenth of the items.</summary>
    public bool CanBeSmaller(AwsCallException e)
    {
        if (e.InnerException is not LargeAnswerException || _size < LeastToDivide) return false;
        _size /= 10;
        return true;
    }

    /// <summary>Continues the list with the given marker.</summary>
    /// <exception cref="AwsCallException">The list would never end.</exception>
    public void GoOn(string marker)
    {
        if (!_markers.Add(marker)) throw Endless("returned the same page as its next page");
        var most = AnswerBound.Of(operation).Pages;
        if (_markers.Count >= most) throw Endless(FormattableString.Invariant($"has more than {most} pages"));
        Marker = marker;
    }

    /// <summary>Records the first item of a page; null if the page is empty.</summary>
    /// <exception cref="AwsCallException">Several pages in a row have no new items.</exception>
    public void Saw(string? first)
    {
        if (first is not null && _firsts.Add(first)) return;
        if (++_idlePages > MostIdlePages) throw Endless("returned page after page without new items");
    }

    private AwsCallException Endless(string what) => new(AwsErrorKind.BadResponse, $"{operation} {what}. The list would never end.")
    {
        Service = service.SigningName,
        Operation = operation,
        Region = region,
    };
}
