namespace LambdaRoleAudit.Policies;

/// <summary>
/// What is known of all requests that a question is about: who makes them, and when. Of everything else, they are any requests
/// that AWS's pages allow.
/// </summary>
public sealed class RequestFacts
{
    /// <summary>The longest session of a role (IAM user guide, "Maximum session duration").</summary>
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

    /// <summary>Requests at any time from now on.</summary>
    /// <param name="principal">Who makes them; null for anybody.</param>
    /// <param name="now">The time.</param>
    public static RequestFacts From(DateTimeOffset now, RequestPrincipal? principal = null) => new(principal, now, isToday: false);

    /// <summary>Requests at this moment.</summary>
    /// <param name="principal">Who makes them; null for anybody.</param>
    /// <param name="now">The time.</param>
    public static RequestFacts At(DateTimeOffset now, RequestPrincipal? principal = null) => new(principal, now, isToday: true);

    /// <summary>Who makes the requests; null for anybody.</summary>
    public RequestPrincipal? Principal => _principal;

    /// <summary>What is known of a key, whatever the action.</summary>
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
        // A session that makes a request now or later began at most twelve hours before.
        if (key.Equals("aws:TokenIssueTime", StringComparison.OrdinalIgnoreCase))
        {
            return domain with
            {
                Dates = (Math.Max(0, _now.UtcTicks - LongestSession.Ticks), _isToday ? _now.UtcTicks : DateTime.MaxValue.Ticks),
                // A role acts in sessions only.
                MayBeAbsent = _principal is null,
            };
        }

        return domain;
    }
}
