using System.Collections.Concurrent;

namespace LambdaRoleAudit.Policies;

/// <summary>
/// <c>${key}</c> or <c>${key, 'default'}</c> in a pattern (IAM user guide, "IAM policy elements: Variables and tags").
/// </summary>
internal sealed record PolicyVariable(string Key, string? Default)
{
    private static readonly ConcurrentDictionary<PolicyVariable, int> Tokens = new();
    private static readonly ConcurrentDictionary<int, PolicyVariable> Variables = new();
    private static int _next = Glob.FirstVariable - 1;

    /// <summary>Returns the variable of a token.</summary>
    public static PolicyVariable Of(int token) => Variables[token];

    /// <summary>Returns the token of a variable.</summary>
    public static int TokenOf(PolicyVariable variable) => Tokens.GetOrAdd(variable, static added =>
    {
        var number = Interlocked.Increment(ref _next);
        Variables[number] = added;
        return number;
    });

    /// <summary>Reads a variable, or an escaped character (<c>${*}</c>, <c>${?}</c>, <c>${$}</c>), as a token.</summary>
    /// <param name="text">The pattern.</param>
    /// <param name="start">The position of the <c>$</c>.</param>
    /// <param name="token">The token.</param>
    /// <param name="length">The number of characters.</param>
    public static bool TryRead(string text, int start, out int token, out int length)
    {
        token = 0;
        length = 0;
        if (start + 1 >= text.Length || text[start + 1] != '{') return false;
        var end = text.IndexOf('}', start);
        if (end < 0) return false;
        var inside = text[(start + 2)..end];
        length = end - start + 1;
        if (inside is ['*' or '?' or '$'])
        {
            token = inside[0];
            return true;
        }

        var comma = inside.IndexOf(',', StringComparison.Ordinal);
        var key = (comma < 0 ? inside : inside[..comma]).Trim();
        if (key.Length == 0) return false;
        // "${key, 'default value'}"
        var fallback = comma < 0 ? null : inside[(comma + 1)..].Trim().Trim('\'');
        token = TokenOf(new PolicyVariable(key.ToLowerInvariant(), fallback));
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Default is null ? $"${{{Key}}}" : $"${{{Key}, '{Default}'}}";
}
