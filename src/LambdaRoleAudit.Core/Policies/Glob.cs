using System.Buffers;
using System.Text;

namespace LambdaRoleAudit.Policies;

/// <summary>How a pattern's text is to be read.</summary>
[Flags]
internal enum GlobSyntax
{
    None = 0,

    /// <summary><c>*</c> and <c>?</c> stand for any characters, and for any one.</summary>
    Wildcards = 1,

    /// <summary><c>${key}</c> stands for a value of the request.</summary>
    Variables = 2,

    /// <summary>Letters match without regard to case.</summary>
    IgnoreCase = 4,

    /// <summary>
    /// "Each of the six colon-delimited components of the ARN is checked separately" (IAM user guide, ARN condition
    /// operators): a wildcard stays within its component, the last one excepted.
    /// </summary>
    ArnParts = 8,
}

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

    private const int ArnComponents = 6;

    private readonly int[] _tokens;

    private Glob(int[] tokens, bool ignoreCase)
    {
        _tokens = tokens;
        IgnoreCase = ignoreCase;
        HasVariables = tokens.Any(token => token >= FirstVariable);
        IsLiteral = !tokens.Any(token => token is < 0 or >= FirstVariable);
        IsIntricate = tokens.SkipWhile(token => token is not (AnyMany or AnyManyInPart)).Any(token => token is AnyOne or AnyOneInPart);
        Prefix = tokens.TakeWhile(token => token is >= 0 and < FirstVariable).Count();
        Suffix = Enumerable.Reverse(tokens).TakeWhile(token => token is >= 0 and < FirstVariable).Count();
        Key = string.Concat((ignoreCase ? "i" : "c"), string.Create(tokens.Length * 2, tokens, static (span, all) =>
        {
            for (var i = 0; i < all.Length; i++)
            {
                span[2 * i] = (char)(all[i] >> 16);
                span[(2 * i) + 1] = (char)all[i];
            }
        }));
        Literal = IsLiteral ? string.Create(tokens.Length, tokens, static (span, all) =>
        {
            for (var i = 0; i < all.Length; i++) span[i] = (char)all[i];
        }) : null;
    }

    /// <summary>Matches everything.</summary>
    public static Glob Everything { get; } = Parse("*", GlobSyntax.Wildcards);

    public ReadOnlySpan<int> Tokens => _tokens;

    public bool IgnoreCase { get; }

    public bool HasVariables { get; }

    /// <summary>It matches one text only.</summary>
    public bool IsLiteral { get; }

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
    public static Glob Parse(string text, GlobSyntax syntax)
    {
        var tokens = new List<int>(text.Length);
        var wildcards = syntax.HasFlag(GlobSyntax.Wildcards);
        var inParts = syntax.HasFlag(GlobSyntax.ArnParts);
        var colons = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var within = inParts && colons < ArnComponents - 1;
            if (c == '$' && syntax.HasFlag(GlobSyntax.Variables) && PolicyVariable.TryRead(text, i, out var variable, out var length))
            {
                tokens.Add(variable);
                i += length - 1;
            }
            else if (wildcards && c == '?')
            {
                tokens.Add(within ? AnyOneInPart : AnyOne);
            }
            else if (wildcards && c == '*')
            {
                tokens.Add(within ? AnyManyInPart : AnyMany);
            }
            else
            {
                if (c == ':') colons++;
                tokens.Add(c);
            }
        }

        // Without six components it is no ARN that has parts.
        if (inParts && colons < ArnComponents - 1) Widen(tokens);
        return new Glob(Normalize(tokens), syntax.HasFlag(GlobSyntax.IgnoreCase));
    }

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

        return new Glob(Normalize(tokens), IgnoreCase);
    }

    /// <summary>A pattern without variables that matches whatever this one may match.</summary>
    public Glob WithAnyForVariables()
    {
        if (!HasVariables) return this;
        var tokens = _tokens.Select(token => token >= FirstVariable ? AnyMany : token).ToList();
        // A * that passes colons leaves the parts behind it without a place.
        Widen(tokens);
        return new Glob(Normalize(tokens), IgnoreCase);
    }

    /// <summary>The variables in it.</summary>
    public IEnumerable<PolicyVariable> Variables() => _tokens.Where(token => token >= FirstVariable).Select(PolicyVariable.Of);

    /// <summary>Does it match a text? A variable, not replaced, matches nothing.</summary>
    public bool Matches(string text)
    {
        if (Literal is not null) return text.Equals(Literal, IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
        var buffer = ArrayPool<int>.Shared.Rent(text.Length);
        for (var i = 0; i < text.Length; i++) buffer[i] = text[i];
        var matches = Absorbs(buffer.AsSpan(0, text.Length), foldOther: false);
        ArrayPool<int>.Shared.Return(buffer);
        return matches;
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

    public static bool SameCharacter(int one, int other, bool fold) =>
        one == other || (fold && one is >= 0 and < FirstVariable && other is >= 0 and < FirstVariable
            && char.ToUpperInvariant((char)one) == char.ToUpperInvariant((char)other));

    /// <summary>The pattern as a policy of version 2012-10-17 would write it: no other pattern has the same text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (var i = 0; i < _tokens.Length; i++)
        {
            var token = _tokens[i];
            if (token >= FirstVariable) text.Append(PolicyVariable.Of(token));
            else if (token < 0) text.Append(token is AnyOne or AnyOneInPart ? '?' : '*');
            else if (token is '*' or '?' || (token == '$' && i + 1 < _tokens.Length && _tokens[i + 1] == '{'))
                text.Append("${").Append((char)token).Append('}');
            else text.Append((char)token);
        }

        return text.ToString();
    }

    /// <summary>
    /// Greedy, back to the last <c>*</c> only: time is the product of the lengths at worst, also for <c>*a*a*a*</c>. Wildcards
    /// within an ARN's part need no more, because the colons between the parts fix which part is which.
    /// </summary>
    private bool Absorbs(ReadOnlySpan<int> other, bool foldOther)
    {
        int mine = 0, theirs = 0, star = -1, starred = 0;
        while (theirs < other.Length)
        {
            if (mine < _tokens.Length && _tokens[mine] is AnyMany or AnyManyInPart)
            {
                star = mine++;
                starred = theirs;
            }
            else if (mine < _tokens.Length && One(_tokens[mine], other[theirs], foldOther))
            {
                mine++;
                theirs++;
            }
            else if (star >= 0 && Many(_tokens[star], other[starred]))
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

    private static void Widen(List<int> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
            tokens[i] = tokens[i] switch { AnyManyInPart => AnyMany, AnyOneInPart => AnyOne, var other => other };
    }

    private static int[] Normalize(List<int> tokens)
    {
        var normal = new List<int>(tokens.Count);
        for (var i = 0; i < tokens.Count;)
        {
            if (tokens[i] >= 0)
            {
                normal.Add(tokens[i++]);
                continue;
            }

            // A run has one kind of wildcard: what changes the kind is a colon.
            var many = 0;
            for (; i < tokens.Count && tokens[i] < 0; i++)
            {
                if (tokens[i] is AnyMany or AnyManyInPart) many = tokens[i];
                else normal.Add(tokens[i]);
            }

            if (many != 0) normal.Add(many);
        }

        return [.. normal];
    }
}
