namespace LambdaRoleAudit.Policies;

/// <summary>
/// What is known about all requests of a question: who makes them, and when. In every other respect, they are any requests that AWS's
/// documentation allows.
/// </summary>
public sealed class RequestFacts
{
    /// <summary>The maximum duration of a role's session (IAM user guide, "Maximum session duration").</summary>
    private static readonly TimeSpan LongestSession = TimeSpan.FromHours(12);

    private static readonly GlobSet AnyArn = new(
        [Glob.Parse("arn:*:*:*:*:*", GlobSyntax.Wildcards | GlobSyntax.ArnParts)], isNegated: false);

    private readonly RequestPrincipal? _principal;
    private readonly DateTimeOffset _now;
    private readonly bool _isToday;

    private RequestFacts(RequestPrincipal? principal, DateTimeOffset now, bool isToday)
    {
        _principal = principal;
        _now = now;
        _isToday = isToday;
    }

    /// <summary>Returns the facts for requests at any time from now on.</summary>
    /// <param name="principal">The principal that makes them; null for any principal.</param>
    /// <param name="now">The time.</param>
    public static RequestFacts From(DateTimeOffset now, RequestPrincipal? principal = null) => new(principal, now, isToday: false);

    /// <summary>Returns the facts for requests at this moment.</summary>
    /// <param name="principal">The principal that makes them; null for any principal.</param>
    /// <param name="now">The time.</param>
    public static RequestFacts At(DateTimeOffset now, RequestPrincipal? principal = null) => new(principal, now, isToday: true);

    /// <summary>The principal that makes the requests; null for any principal.</summary>
    public RequestPrincipal? Principal => _principal;

    /// <summary>Returns what is known about a key, whatever the action.</summary>
    internal KeyDomain Of(string key, ConditionKey facts)
    {
        var domain = new KeyDomain(facts.Kind)
        {
            MayBeMany = facts.MayBeMultivalued,
            IsOfAnyType = !facts.IsListed,
            MayBeAbsent = !facts.IsAlwaysThere && _principal?.Brings(key) != true,
            Texts = _principal?.TextsOf(key) ?? (facts.Kind == ConditionKind.Arn ? AnyArn : null),
        };
        if (_principal?.ValuesOf(key) is { } known)
            return domain with { Known = known, MayBeThere = known.Count > 0, MayBeAbsent = known.Count == 0 };
        if (key.Equals("aws:CurrentTime", StringComparison.OrdinalIgnoreCase)
            || key.Equals("aws:EpochTime", StringComparison.OrdinalIgnoreCase))
            return domain with { Dates = (_now.UtcTicks, _isToday ? _now.UtcTicks : DateTime.MaxValue.Ticks) };
        // A session that makes a request now or later began at most twelve hours earlier.
        if (key.Equals("aws:TokenIssueTime", StringComparison.OrdinalIgnoreCase))
        {
            return domain with
            {
                Dates = (Math.Max(0, _now.UtcTicks - LongestSession.Ticks), _isToday ? _now.UtcTicks : DateTime.MaxValue.Ticks),
                // A role acts only in sessions.
                MayBeAbsent = _principal is null,
            };
        }

        return domain;
    }
}
