namespace LambdaRoleAudit.Policies;

/// <summary>The texts that any of some patterns matches, or all other texts.</summary>
internal sealed class GlobSet
{
    /// <summary>Up to this number, patterns are compared one by one: most sets have one or two patterns.</summary>
    private const int Few = 6;

    private readonly HashSet<string>? _keys;
    private readonly HashSet<string>? _literals;
    private readonly Glob[] _wild;

    public GlobSet(IReadOnlyList<Glob> globs, bool isNegated)
    {
        Globs = globs;
        IsNegated = isNegated;
        if (globs.Count > Few)
        {
            _keys = new HashSet<string>(globs.Count, StringComparer.Ordinal);
            _literals = new HashSet<string>(StringComparer.Ordinal);
        }

        List<Glob>? wild = null;
        foreach (var glob in globs)
        {
            if (_keys?.Add(glob.Key) == false) continue;
            if (!glob.IsLiteral || glob.IgnoreCase) (wild ??= []).Add(glob);
            else _literals?.Add(glob.Literal!);
            HasVariables |= glob.HasVariables;
        }

        _wild = wild is null ? [] : [.. wild];
    }

    public IReadOnlyList<Glob> Globs { get; }

    /// <summary>True if the set contains all other texts.</summary>
    public bool IsNegated { get; }

    public bool HasVariables { get; }

    /// <summary>Returns true if a text is in the set; null if this depends on the value of a variable.</summary>
    public bool? Contains(string text)
    {
        var isMatched = HasLiteral(text);
        var hangs = false;
        foreach (var glob in _wild)
        {
            if (isMatched) break;
            if (glob.HasVariables) hangs = true;
            else isMatched = glob.Matches(text);
        }

        return isMatched ? !IsNegated : hangs ? null : IsNegated;
    }

    /// <summary>Returns true only if everything that a pattern matches is in the set.</summary>
    public bool Covers(Glob glob)
    {
        if (!IsNegated)
        {
            if (HasPattern(glob)) return true;
            foreach (var mine in _wild)
                if (mine.Contains(glob)) return true;
            return false;
        }

        return DisjointFromAll(glob);
    }

    /// <summary>Returns true only if nothing that a pattern matches is in the set.</summary>
    public bool IsDisjointFrom(Glob glob)
    {
        if (!IsNegated) return DisjointFromAll(glob);
        if (HasPattern(glob)) return true;
        foreach (var mine in _wild)
            if (mine.Contains(glob)) return true;
        return false;
    }

    /// <summary>Returns true if the other set has the same patterns.</summary>
    public bool IsSameAs(GlobSet other) =>
        ReferenceEquals(this, other) || (IsNegated == other.IsNegated && Has(other) && other.Has(this));

    /// <summary>Returns true if the set has exactly this pattern.</summary>
    public bool HasPattern(Glob glob)
    {
        if (_keys is not null) return _keys.Contains(glob.Key);
        for (var i = 0; i < Globs.Count; i++)
            if (Globs[i].Key == glob.Key) return true;
        return false;
    }

    /// <summary>Returns the set of all other texts.</summary>
    public GlobSet Complement() => new(Globs, !IsNegated);

    /// <summary>Returns the set with the variables replaced. A pattern whose variable has no value matches nothing.</summary>
    public GlobSet Resolve(Func<PolicyVariable, PolicyVariableValue> valueOf) =>
        HasVariables ? new GlobSet([.. Globs.Select(glob => glob.Resolve(valueOf)).OfType<Glob>()], IsNegated) : this;

    /// <summary>Returns the set for the case that no variable has a value.</summary>
    public GlobSet WithoutVariables() => HasVariables ? new GlobSet([.. Globs.Where(glob => !glob.HasVariables)], IsNegated) : this;

    /// <summary>Returns the set for the case that every variable stands for anything at once.</summary>
    public GlobSet WithAnyForVariables() =>
        HasVariables ? new GlobSet([.. Globs.Select(glob => glob.WithAnyForVariables())], IsNegated) : this;

    private bool Has(GlobSet other)
    {
        for (var i = 0; i < other.Globs.Count; i++)
            if (!HasPattern(other.Globs[i])) return false;
        return true;
    }

    private bool HasLiteral(string text)
    {
        if (_literals is not null) return _literals.Contains(text);
        for (var i = 0; i < Globs.Count; i++)
            if (!Globs[i].IgnoreCase && Globs[i].Literal == text) return true;
        return false;
    }

    private bool DisjointFromAll(Glob glob)
    {
        if (glob is { IsLiteral: true, IgnoreCase: false } && !HasVariables)
        {
            if (HasLiteral(glob.Literal!)) return false;
            foreach (var mine in _wild)
                if (mine.Matches(glob.Literal!)) return false;
            return true;
        }

        foreach (var mine in Globs)
            if (!mine.IsDisjointFrom(glob)) return false;
        return true;
    }
}
