namespace LambdaRoleAudit.Policies;

/// <summary>The texts that any of some patterns matches; or all others.</summary>
internal sealed class GlobSet
{
    private readonly HashSet<string> _keys;
    private readonly HashSet<string> _literals;
    private readonly Glob[] _wild;

    public GlobSet(IReadOnlyList<Glob> globs, bool isNegated)
    {
        Globs = globs;
        IsNegated = isNegated;
        _keys = new HashSet<string>(globs.Count, StringComparer.Ordinal);
        _literals = new HashSet<string>(StringComparer.Ordinal);
        var wild = new List<Glob>();
        foreach (var glob in globs)
        {
            if (!_keys.Add(glob.Key)) continue;
            if (glob.IsLiteral && !glob.IgnoreCase) _literals.Add(glob.Literal!);
            else wild.Add(glob);
        }

        _wild = [.. wild];
        HasVariables = wild.Exists(glob => glob.HasVariables);
    }

    public IReadOnlyList<Glob> Globs { get; }

    /// <summary>All others.</summary>
    public bool IsNegated { get; }

    public bool HasVariables { get; }

    /// <summary>Is a text in the set? Null where that hangs on a variable's value.</summary>
    public bool? Contains(string text)
    {
        var isMatched = _literals.Contains(text);
        var hangs = false;
        foreach (var glob in _wild)
        {
            if (isMatched) break;
            if (glob.HasVariables) hangs = true;
            else isMatched = glob.Matches(text);
        }

        return isMatched ? !IsNegated : hangs ? null : IsNegated;
    }

    /// <summary>True only where all that a pattern matches is in the set.</summary>
    public bool Covers(Glob glob)
    {
        if (!IsNegated)
        {
            if (_keys.Contains(glob.Key)) return true;
            foreach (var mine in _wild)
                if (mine.Contains(glob)) return true;
            return false;
        }

        return DisjointFromAll(glob);
    }

    /// <summary>True only where nothing that a pattern matches is in the set.</summary>
    public bool IsDisjointFrom(Glob glob)
    {
        if (!IsNegated) return DisjointFromAll(glob);
        if (_keys.Contains(glob.Key)) return true;
        foreach (var mine in _wild)
            if (mine.Contains(glob)) return true;
        return false;
    }

    /// <summary>It has the same patterns.</summary>
    public bool IsSameAs(GlobSet other) =>
        ReferenceEquals(this, other) || (IsNegated == other.IsNegated && _keys.Count == other._keys.Count && _keys.SetEquals(other._keys));

    /// <summary>It has that very pattern.</summary>
    public bool HasPattern(Glob glob) => _keys.Contains(glob.Key);

    /// <summary>The other texts.</summary>
    public GlobSet Complement() => new(Globs, !IsNegated);

    /// <summary>The same set with the variables replaced. A pattern whose variable has no value matches nothing.</summary>
    public GlobSet Resolve(Func<PolicyVariable, PolicyVariableValue> valueOf) =>
        HasVariables ? new GlobSet([.. Globs.Select(glob => glob.Resolve(valueOf)).OfType<Glob>()], IsNegated) : this;

    /// <summary>The same set where no variable has a value.</summary>
    public GlobSet WithoutVariables() => HasVariables ? new GlobSet([.. Globs.Where(glob => !glob.HasVariables)], IsNegated) : this;

    /// <summary>The same set where every variable stands for anything at once.</summary>
    public GlobSet WithAnyForVariables() =>
        HasVariables ? new GlobSet([.. Globs.Select(glob => glob.WithAnyForVariables())], IsNegated) : this;

    private bool DisjointFromAll(Glob glob)
    {
        if (glob is { IsLiteral: true, IgnoreCase: false } && !HasVariables)
        {
            if (_literals.Contains(glob.Literal!)) return false;
            foreach (var mine in _wild)
                if (mine.Matches(glob.Literal!)) return false;
            return true;
        }

        foreach (var mine in Globs)
            if (!mine.IsDisjointFrom(glob)) return false;
        return true;
    }
}
