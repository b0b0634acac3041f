using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Wire;

/// <summary>
/// The way through a list, page by page. It sees to it that the list ends: a marker that comes back, pages that bring nothing
/// new, and more pages than the list can have are errors.
/// </summary>
/// <param name="service">The service.</param>
/// <param name="operation">The list's operation.</param>
/// <param name="region">The region.</param>
/// <param name="pageSize">How many items to ask for.</param>
internal sealed class ListWalk(WireService service, string operation, string region, int pageSize)
{
    /// <summary>IAM "might return fewer than the maximum number of results" (IAM API reference): none, now and then.</summary>
    private const int MostIdlePages = 50;

    /// <summary>A page of fewer items is not asked for again.</summary>
    private const int LeastToDivide = 50;

    private readonly HashSet<string> _markers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _firsts = new(StringComparer.Ordinal);
    private int _size = pageSize;
    private int _idlePages;

    /// <summary>How many items to ask for.</summary>
    public string PageSize => _size.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The marker of the page to ask for; null for the first.</summary>
    public string? Marker { get; private set; }

    /// <summary>The number of the page to ask for.</summary>
    public int Page => _markers.Count + 1;

    /// <summary>True where the page was too large, and can be asked for again with a tenth of the items.</summary>
    public bool CanBeSmaller(AwsCallException e)
    {
        if (e.InnerException is not LargeAnswerException || _size < LeastToDivide) return false;
        _size /= 10;
        return true;
    }

    /// <summary>Where the list goes on.</summary>
    /// <exception cref="AwsCallException">It would never end.</exception>
    public void GoOn(string marker)
    {
        if (!_markers.Add(marker)) throw Endless("returned the same page as its next page");
        var most = AnswerBound.Of(operation).Pages;
        if (_markers.Count >= most) throw Endless(FormattableString.Invariant($"has more than {most} pages"));
        Marker = marker;
    }

    /// <summary>What a page begins with; null where it is empty.</summary>
    /// <exception cref="AwsCallException">Page after page brings nothing new.</exception>
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
