namespace LambdaRoleAudit.Templates;

/// <summary>
/// Compares texts of a template that have wildcards and symbols. Each symbol is one character: of one range if it can stand for any text,
/// of another if it is the name of a resource, which no written text equals.
/// </summary>
internal static class RoleNamePattern
{
    /// <summary>Any number of an account.</summary>
    public const char Account = '\uF8FE';

    /// <summary>A text that nobody knows before the deployment.</summary>
    public const char Made = '\uF8FF';

    /// <summary>The first and last character of symbols that can be any text.</summary>
    public const char FirstOpen = '\uE100', LastOpen = '\uEBFF';

    /// <summary>The first and last character of other symbols.</summary>
    public const char FirstFixed = '\uEC00', LastFixed = '\uF7FF';

    /// <summary>True if a pattern of IAM and a text have something in common: one value can match both.</summary>
    /// <param name="pattern">The pattern: <c>*</c> and <c>?</c> are wildcards.</param>
    /// <param name="text">The text.</param>
    /// <param name="isLoose">True if an open symbol can be any text; false if it is equal to itself alone.</param>
    public static bool Meet(string pattern, string text, bool isLoose)
    {
        var width = text.Length + 1;
        var seen = new HashSet<int>();
        var next = new Stack<(int Pattern, int Text)>([(0, 0)]);
        while (next.TryPop(out var at))
        {
            var (i, j) = at;
            if (!seen.Add((i * width) + j)) continue;
            if (i == pattern.Length && j == text.Length) return true;
            var one = i < pattern.Length ? pattern[i] : '\0';
            var other = j < text.Length ? text[j] : '\0';
            if (one == '*' || (isLoose && IsOpen(one)))
            {
                next.Push((i + 1, j));
                if (other != '\0' && (one == '*' || other < FirstFixed)) next.Push((i, j + 1));
            }

            if (other == Account || (isLoose && IsOpen(other)))
            {
                next.Push((i, j + 1));
                // A name has no slash, and a parameter is not the name of a resource.
                if (other == Account ? one is (>= '0' and <= '9') or '*' or '?' || IsOpen(one)
                    : one is not ('\0' or '/') and < FirstFixed)
                    next.Push((i + 1, j));
            }

            if (one != '\0' && other != '\0' && (one == other || (one == '?' && other < FirstOpen))) next.Push((i + 1, j + 1));
        }

        return false;
    }

    /// <summary>True if a text has a letter or digit that is not of a symbol: otherwise it can be anything.</summary>
    public static bool HasWord(string text) => text.Any(char.IsAsciiLetterOrDigit);

    private static bool IsOpen(char one) => one is >= FirstOpen and <= LastOpen;
}
