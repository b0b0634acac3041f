namespace LambdaRoleAudit.Policies;

/// <summary>What a condition key may be in the requests that a question is about.</summary>
internal sealed record KeyDomain(ConditionKind Kind)
{
    /// <summary>A request may be without it.</summary>
    public bool MayBeAbsent { get; init; } = true;

    /// <summary>A request may have it.</summary>
    public bool MayBeThere { get; init; } = true;

    /// <summary>A request may have more than one value of it.</summary>
    public bool MayBeMany { get; init; }

    /// <summary>Its type is not known.</summary>
    public bool IsOfAnyType { get; init; }

    /// <summary>All of its values, where they are known.</summary>
    public IReadOnlyList<string>? Known { get; init; }

    /// <summary>The first and the last date of it, in ticks.</summary>
    public (long First, long Last) Dates { get; init; } = (DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks);

    /// <summary>What its values look like, where that is known.</summary>
    public GlobSet? Texts { get; init; }
}
