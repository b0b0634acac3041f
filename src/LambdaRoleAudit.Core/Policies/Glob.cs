using System.Numerics;

namespace LambdaRoleAudit.Policies;

/// <summary>
/// A pattern of IAM's policy language, as a row of tokens: a character, a wildcard, or a policy variable. Runs of wildcards
/// are in one order (<c>?</c> before <c>*</c>, one <c>*</c>), so that equal patterns have equal tokens.
/// </summary>
internal sealed class Glob
{
    public const int AnyOne = -1;
    public const int AnyMany = -2;
    public const int AnyOneInPart = -3;
    public const int AnyManyInPart = -4;

    /// <summary>Tokens from here on are variables.</summary>
    public const int FirstVariable = 0x10000;


    private readonly int[] _tokens;

    private Glob(int[] tokens, bool ignoreCase)
    {
        _tokens = tokens;
        IgnoreCase = ignoreCase;
        var (first, last, hasMany) = (tokens.Length, -1, false);
        for (var i = 0; i < tokens.Length; i++)
        {
            var token = tokens[i];
            if (token is >= 0 and < FirstVariable) continue;
            first = Math.Min(first, i);
            last = i;
            HasVariables |= token >= FirstVariable;
            IsIntricate |= hasMany && (token is AnyOne or AnyOneInPart);
            hasMany |= token is AnyMany or AnyManyInPart;
        }

        Prefix = first;
        Suffix = tokens.Length - 1 - last;
        if (last < 0) Literal = GlobTokens.ToLiteral(tokens);
        // Two letters for literals, two for the others: a text alone is the shorter key, and the quicker one.
        Key = Literal is not null
            ? string.Concat(ignoreCase ? "I" : "C", Literal)
            : string.Create((tokens.Length * 2) + 1, (tokens, ignoreCase), static (span, all) =>
            {
                span[0] = all.ignoreCase ? 'i' : 'c';
                for (var i = 0; i < all.tokens.Length; i++)
                {
                    span[(2 * i) + 1] = (char)(all.tokens[i] >> 16);
                    span[(2 * i) + 2] = (char)all.tokens[i];
                }
            });
    }

    /// <summary>Matches everything.</summary>
    public static Glob Everything { get; } = Parse("*", GlobSyntax.Wildcards);

    public ReadOnlySpan<int> Tokens => _tokens;

    public bool IgnoreCase { get; }

    public bool HasVariables { get; }

    /// <summary>It matches one text only.</summary>
    public bool IsLiteral => Literal is not null;

    /// <summary>That text.</summary>
    public string? Literal { get; }

    /// <summary>A <c>?</c> behind a <c>*</c>: where such a pattern has got to depends on every character that it has seen.</summary>
    public bool IsIntricate { get; }

    /// <summary>How many characters stand before the first wildcard.</summary>
    public int Prefix { get; }

    /// <summary>How many characters stand behind the last wildcard.</summary>
    public int Suffix { get; }

    /// <summary>The same for patterns that are the same.</summary>
    public string Key { get; }

    /// <summary>Reads a pattern.</summary>
    public static Glob Parse(string text, GlobSyntax syntax) => new(GlobTokens.Read(text, syntax), syntax.HasFlag(GlobSyntax.IgnoreCase));

    /// <summary>The same pattern with its variables replaced; null where one has no value.</summary>
    public Glob? Resolve(Func<PolicyVariable, PolicyVariableValue> valueOf)
    {
        if (!HasVariables) return this;
        var tokens = new List<int>(_tokens.Length + 16);
        foreach (var token in _tokens)
        {
            if (token < FirstVariable)
            {
                tokens.Add(token);
                continue;
            }

            var (text, variable) = valueOf(PolicyVariable.Of(token));
            if (variable is not null) tokens.Add(PolicyVariable.TokenOf(variable));
            else if (text is null) return null;
            // A value's own * and ? are characters: it was the request that brought them.
            else foreach (var c in text) tokens.Add(c);
        }

        return new Glob(GlobTokens.Normalize(tokens), IgnoreCase);
    }

    /// <summary>A pattern without variables that matches whatever this one may match.</summary>
    public Glob WithAnyForVariables()
    {
        if (!HasVariables) return this;
        var tokens = _tokens.Select(token => token >= FirstVariable ? AnyMany : token).ToList();
        // A * that passes colons leaves the parts behind it without a place.
        GlobTokens.Widen(tokens);
        return new Glob(GlobTokens.Normalize(tokens), IgnoreCase);
    }

    /// <summary>The variables in it.</summary>
    public IEnumerable<PolicyVariable> Variables() => _tokens.Where(token => token >= FirstVariable).Select(PolicyVariable.Of);

    /// <summary>Does it match a text? A variable, not replaced, matches nothing.</summary>
    public bool Matches(string text)
    {
        if (Literal is not null) return text.Equals(Literal, IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
        if (text.Length < Prefix + Suffix) return false;
        // Most texts differ in their first characters.
        for (var i = 0; i < Prefix; i++)
            if (!SameCharacter(_tokens[i], text[i], IgnoreCase)) return false;
        if (_tokens is [.., AnyMany] && Prefix == _tokens.Length - 1) return true;
        return Absorbs(text.AsSpan(), foldOther: false);
    }

    /// <summary>
    /// True only where every text that the other matches is matched by this one too, whatever the variables stand for. May
    /// be false where that holds too: <see cref="LanguageSolver"/> knows exactly.
    /// </summary>
    public bool Contains(Glob other) => other.Prefix >= Prefix && Absorbs(other.Tokens, other.IgnoreCase);

    /// <summary>True only where no text is matched by both.</summary>
    public bool IsDisjointFrom(Glob other)
    {
        if (IsLiteral && !other.HasVariables && !IgnoreCase) return !other.Matches(Literal!);
        if (other.IsLiteral && !HasVariables && !other.IgnoreCase) return !Matches(other.Literal!);
        var fold = IgnoreCase || other.IgnoreCase;
        var prefix = Math.Min(Prefix, other.Prefix);
        for (var i = 0; i < prefix; i++)
            if (!SameCharacter(_tokens[i], other._tokens[i], fold)) return true;
        var suffix = Math.Min(Suffix, other.Suffix);
        for (var i = 1; i <= suffix; i++)
            if (!SameCharacter(_tokens[^i], other._tokens[^i], fold)) return true;
        return false;
    }

    /// <summary>The pattern as a policy of version 2012-10-17 would write it: no other pattern has the same text.</summary>
    public override string ToString() => GlobTokens.ToText(_tokens);

    public static bool SameCharacter(int one, int other, bool fold) =>
        one == other || (fold && one is >= 0 and < FirstVariable && other is >= 0 and < FirstVariable
            && char.ToUpperInvariant((char)one) == char.ToUpperInvariant((char)other));

    /// <summary>
    /// Greedy, back to the last <c>*</c> only: time is the product of the lengths at worst, also for <c>*a*a*a*</c>. Wildcards
    /// within an ARN's part need no more, because the colons between the parts fix which part is which.
    /// </summary>
    /// <typeparam name="T">Tokens, or the characters of a text.</typeparam>
    private bool Absorbs<T>(ReadOnlySpan<T> other, bool foldOther)
        where T : unmanaged, IBinaryInteger<T>
    {
        int mine = 0, theirs = 0, star = -1, starred = 0;
        while (theirs < other.Length)
        {
            if (mine < _tokens.Length && _tokens[mine] is AnyMany or AnyManyInPart)
            {
                star = mine++;
                starred = theirs;
            }
            else if (mine < _tokens.Length && One(_tokens[mine], int.CreateTruncating(other[theirs]), foldOther))
            {
                mine++;
                theirs++;
            }
            else if (star >= 0 && Many(_tokens[star], int.CreateTruncating(other[starred])))
            {
                mine = star + 1;
                theirs = ++starred;
            }
            else
            {
                return false;
            }
        }

        while (mine < _tokens.Length && _tokens[mine] is AnyMany or AnyManyInPart) mine++;
        return mine == _tokens.Length;
    }

    private bool One(int token, int other, bool foldOther) => token switch
    {
        AnyOne => other is AnyOne or AnyOneInPart or (>= 0 and < FirstVariable),
        AnyOneInPart => other is AnyOneInPart or (>= 0 and < FirstVariable and not ':'),
        // A letter that stands for both its cases is more than one of them.
        _ => SameCharacter(token, other, IgnoreCase) && (!foldOther || IgnoreCase || other >= FirstVariable || !char.IsLetter((char)other)),
    };

    private static bool Many(int token, int other) =>
        token == AnyMany || (token == AnyManyInPart && other is AnyManyInPart or AnyOneInPart or (>= 0 and < FirstVariable and not ':'));
}
