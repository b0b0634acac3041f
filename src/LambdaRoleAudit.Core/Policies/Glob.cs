using System.Numerics;

namespace LambdaRoleAudit.Policies;

/// <summary>
/// A pattern of IAM's policy language, as a sequence of tokens: a character, a wildcard, or a policy variable. Sequences of wildcards have
/// one order (<c>?</c> before <c>*</c>, one <c>*</c>), so that equal patterns have equal tokens.
/// </summary>
internal sealed class Glob
{
    public const int AnyOne = -1;
    public const int AnyMany = -2;
    public const int AnyOneInPart = -3;
    public const int AnyManyInPart = -4;

    /// <summary>Tokens from this value on are variables.</summary>
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
        // Two letters for literals, two for the others: a literal text is the shorter and faster key.
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

    /// <summary>A pattern that matches everything.</summary>
    public static Glob Everything { get; } = Parse("*", GlobSyntax.Wildcards);

    public ReadOnlySpan<int> Tokens => _tokens;

    public bool IgnoreCase { get; }

    public bool HasVariables { get; }

    /// <summary>True if the pattern matches only one text.</summary>
    public bool IsLiteral => Literal is not null;

    /// <summary>The text that a literal matches.</summary>
    public string? Literal { get; }

    /// <summary>True if a <c>?</c> follows a <c>*</c>. The position in such a pattern depends on every character that was read.</summary>
    public bool IsIntricate { get; }

    /// <summary>The number of characters before the first wildcard.</summary>
    public int Prefix { get; }

    /// <summary>The number of characters after the last wildcard.</summary>
    public int Suffix { get; }

    /// <summary>A key that is the same for equal patterns.</summary>
    public string Key { get; }

    /// <summary>Reads a pattern.</summary>
    public static Glob Parse(string text, GlobSyntax syntax) => new(GlobTokens.Read(text, syntax), syntax.HasFlag(GlobSyntax.IgnoreCase));

    /// <summary>Returns the pattern with its variables replaced; null if a variable has no value.</summary>
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
            // A * or ? in a value is a literal character, because it comes from the request.
            else foreach (var c in text) tokens.Add(c);
        }

        return new Glob(GlobTokens.Normalize(tokens), IgnoreCase);
    }

    /// <summary>Returns a pattern without variables that matches everything that this pattern can match.</summary>
    public Glob WithAnyForVariables()
    {
        if (!HasVariables) return this;
        var tokens = _tokens.Select(token => token >= FirstVariable ? AnyMany : token).ToList();
        // With a * that matches colons, the position of the following parts is not fixed.
        GlobTokens.Widen(tokens);
        return new Glob(GlobTokens.Normalize(tokens), IgnoreCase);
    }

    /// <summary>Returns the variables in the pattern.</summary>
    public IEnumerable<PolicyVariable> Variables() => _tokens.Where(token => token >= FirstVariable).Select(PolicyVariable.Of);

    /// <summary>Returns true if the pattern matches a text. A variable that is not replaced matches nothing.</summary>
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
    /// Returns true only if this pattern matches every text that the other matches, whatever the variables stand for. It can return false
    /// although that is so: <see cref="LanguageSolver"/> decides exactly.
    /// </summary>
    public bool Contains(Glob other) => other.Prefix >= Prefix && Absorbs(other.Tokens, other.IgnoreCase);

    /// <summary>Returns true only if no text matches both patterns.</summary>
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

    /// <summary>Returns the pattern as a policy of version 2012-10-17 would write it. No other pattern has the same text.</summary>
    public override string ToString() => GlobTokens.ToText(_tokens);

    public static bool SameCharacter(int one, int other, bool fold) =>
        one == other || (fold && one is >= 0 and < FirstVariable && other is >= 0 and < FirstVariable
            && char.ToUpperInvariant((char)one) == char.ToUpperInvariant((char)other));

    /// <summary>
    /// Greedy, with a return only to the last <c>*</c>: the time is at worst the product of the lengths, also for <c>*a*a*a*</c>. Wildcards
    /// within a part of an ARN need no more, because the colons between the parts determine the parts.
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
        // A letter that stands for both cases is more than either of them.
        _ => SameCharacter(token, other, IgnoreCase) && (!foldOther || IgnoreCase || other >= FirstVariable || !char.IsLetter((char)other)),
    };

    private static bool Many(int token, int other) =>
        token == AnyMany || (token == AnyManyInPart && other is AnyManyInPart or AnyOneInPart or (>= 0 and < FirstVariable and not ':'));
}
