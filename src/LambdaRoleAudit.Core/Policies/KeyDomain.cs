namespace LambdaRoleAudit.Policies;

/// <summary>The possible values of a condition key in the requests that a question is about.</summary>
internal sealed record KeyDomain(ConditionKind Kind)
{
    /// <summary>True if a request can be without the key.</summary>
    public bool MayBeAbsent { get; init; } = true;

    /// <summary>True if a request can have the key.</summary>
    public bool MayBeThere { get; init; } = true;

    /// <summary>True if a request can have more than one value of the key.</summary>
    public bool MayBeMany { get; init; }

    /// <summary>True if the key's type is not known.</summary>
    public bool IsOfAnyType { get; init; }

    /// <summary>All values of the key, if they are known.</summary>
    public IReadOnlyList<string>? Known { get; init; }

    /// <summary>The earliest and the latest date of the key, in ticks.</summary>
    public (long First, long Last) Dates { get; init; } = (DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks);

    /// <summary>The patterns of the key's values, if they are known.</summary>
    public GlobSet? Texts { get; init; }
}
