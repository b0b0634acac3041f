namespace LambdaRoleAudit.Policies;

/// <summary>Values at, between and beyond the limits of some conditions: one for each range that the conditions can distinguish.</summary>
internal static class ConditionCandidates
{
    /// <summary>A text that is not a number, a date or an address.</summary>
    public const string Stranger = "x";

    /// <summary>Returns the candidates.</summary>
    /// <param name="kind">Numbers, dates, addresses or booleans.</param>
    /// <param name="limits">The values of the conditions, all of that kind.</param>
    /// <param name="domain">The possible values of the key.</param>
    public static IEnumerable<string> Of(ConditionKind kind, IEnumerable<string> limits, KeyDomain domain) => kind switch
    {
        ConditionKind.Numeric => Numbers(limits, domain),
        ConditionKind.Date => Dates(limits, domain),
        ConditionKind.Bool => ["true", "false"],
        ConditionKind.Ip => Addresses(limits),
        _ => [],
    };

    private static IEnumerable<string> Numbers(IEnumerable<string> limits, KeyDomain domain)
    {
        var sorted = new SortedSet<ExactNumber> { default };
        foreach (var limit in limits)
            if (ExactNumber.TryParse(limit, out var number)) sorted.Add(number);
        // The time in seconds, because aws:EpochTime may be compared in seconds.
        if (domain.Kind == ConditionKind.Date)
        {
            sorted.Add(new ExactNumber(Seconds(domain.Dates.First), 0));
            sorted.Add(new ExactNumber(Seconds(domain.Dates.Last), 0));
        }

        var all = sorted.ToList();
        for (var i = 0; i < all.Count; i++)
        {
            yield return all[i].ToString();
            if (i > 0) yield return ExactNumber.Middle(all[i - 1], all[i]).ToString();
        }

        yield return all[^1].Plus(1).ToString();
        yield return all[0].Plus(-1).ToString();
    }

    private static long Seconds(long ticks) =>
        (ticks - DateTimeOffset.UnixEpoch.Ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;

    private static IEnumerable<string> Dates(IEnumerable<string> limits, KeyDomain domain)
    {
        var (first, last) = domain.Dates;
        var sorted = new SortedSet<long> { first };
        foreach (var limit in limits)
            if (ConditionValues.TryDate(limit, out var ticks)) sorted.Add(ticks);
        var candidates = new List<long>();
        long? before = null;
        foreach (var ticks in sorted)
        {
            candidates.Add(ticks);
            // There is nothing between two consecutive values.
            if (before is { } low && ticks - low > 1) candidates.Add(low + ((ticks - low) / 2));
            before = ticks;
        }

        if (sorted.Max < last) candidates.Add(sorted.Max + Math.Min(TimeSpan.TicksPerDay, last - sorted.Max));
        if (sorted.Min > first) candidates.Add(sorted.Min - Math.Min(TimeSpan.TicksPerDay, sorted.Min - first));
        return candidates.Where(ticks => ticks >= first && ticks <= last).Select(ConditionValues.ToDate);
    }

    /// <summary>Returns the addresses at which membership can change: a network's first address, and the address after its last.</summary>
    private static IEnumerable<string> Addresses(IEnumerable<string> networks)
    {
        foreach (var text in networks)
        {
            if (!ConditionValues.TryNetwork(text, out var network)) continue;
            yield return ConditionValues.ToAddress(network.IsV6, network.First);
            var largest = network.IsV6 ? UInt128.MaxValue : uint.MaxValue;
            if (network.Last != largest) yield return ConditionValues.ToAddress(network.IsV6, network.Last + 1);
        }

        yield return "192.0.2.1";
        yield return "2001:db8::1";
        yield return "0.0.0.0";
        yield return "::";
    }
}
