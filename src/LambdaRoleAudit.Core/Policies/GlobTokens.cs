using System.Text;

namespace LambdaRoleAudit.Policies;

/// <summary>Converts text to the tokens of a <see cref="Glob"/>, and tokens to text.</summary>
internal static class GlobTokens
{
    private const int ArnComponents = 6;

    /// <summary>Reads a pattern.</summary>
    public static int[] Read(string text, GlobSyntax syntax)
    {
        if (text.AsSpan().IndexOfAny('*', '?', '$') < 0) return OfLiteral(text);
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
                tokens.Add(within ? Glob.AnyOneInPart : Glob.AnyOne);
            }
            else if (wildcards && c == '*')
            {
                tokens.Add(within ? Glob.AnyManyInPart : Glob.AnyMany);
            }
            else
            {
                if (c == ':') colons++;
                tokens.Add(c);
            }
        }

        // A text without six components is not an ARN with parts.
        if (inParts && colons < ArnComponents - 1) Widen(tokens);
        return Normalize(tokens);
    }

    /// <summary>Returns the pattern as a policy of version 2012-10-17 would write it. No other pattern has the same text.</summary>
    public static string ToText(ReadOnlySpan<int> tokens)
    {
        var text = new StringBuilder();
        for (var i = 0; i < tokens.Length; i++)
        {
            var token = tokens[i];
            if (token >= Glob.FirstVariable) text.Append(PolicyVariable.Of(token));
            else if (token < 0) text.Append(token is Glob.AnyOne or Glob.AnyOneInPart ? '?' : '*');
            else if (token is '*' or '?' || (token == '$' && i + 1 < tokens.Length && tokens[i + 1] == '{'))
                text.Append("${").Append((char)token).Append('}');
            else text.Append((char)token);
        }

        return text.ToString();
    }

    private static int[] OfLiteral(string text)
    {
        var tokens = new int[text.Length];
        for (var i = 0; i < tokens.Length; i++) tokens[i] = text[i];
        return tokens;
    }

    /// <summary>Returns the text that tokens without wildcards and variables match.</summary>
    public static string ToLiteral(int[] tokens) => string.Create(tokens.Length, tokens, static (span, all) =>
    {
        for (var i = 0; i < all.Length; i++) span[i] = (char)all[i];
    });

    /// <summary>Makes wildcards that were limited to a part of an ARN match across colons.</summary>
    public static void Widen(List<int> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
            tokens[i] = tokens[i] switch { Glob.AnyManyInPart => Glob.AnyMany, Glob.AnyOneInPart => Glob.AnyOne, var other => other };
    }

    /// <summary>Puts equal patterns in the same order.</summary>
    public static int[] Normalize(List<int> tokens)
    {
        var normal = new List<int>(tokens.Count);
        for (var i = 0; i < tokens.Count;)
        {
            if (tokens[i] >= 0)
            {
                normal.Add(tokens[i++]);
                continue;
            }

            // A sequence of wildcards has one kind, because only a colon changes the kind.
            var many = 0;
            for (; i < tokens.Count && tokens[i] < 0; i++)
            {
                if (tokens[i] is Glob.AnyMany or Glob.AnyManyInPart) many = tokens[i];
                else normal.Add(tokens[i]);
            }

            if (many != 0) normal.Add(many);
        }

        return [.. normal];
    }
}
