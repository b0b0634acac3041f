namespace LambdaRoleAudit.Catalog;

/// <summary>Compares ARNs with patterns of the Service Authorization Reference: <c>arn:${Partition}:s3:::${BucketName}</c>.</summary>
internal static class ArnPattern
{
    /// <summary>Returns the pattern that fits the ARN and has most text of its own; null if none fits.</summary>
    public static string? BestOf(IReadOnlyList<string> patterns, string arn)
    {
        string? best = null;
        var most = -1;
        foreach (var pattern in patterns)
        {
            if (!Fits(pattern, arn, out var literal) || literal <= most) continue;
            (best, most) = (pattern, literal);
        }

        return best;
    }

    /// <summary>Returns true if the ARN has the pattern's text, and something for each variable after the account.</summary>
    private static bool Fits(ReadOnlySpan<char> pattern, ReadOnlySpan<char> arn, out int literal)
    {
        literal = 0;
        for (var part = 0; part < 5; part++)
        {
            var patternEnd = pattern.IndexOf(':');
            var arnEnd = arn.IndexOf(':');
            if (patternEnd < 0 || arnEnd < 0) return false;
            var expected = pattern[..patternEnd];
            if (!expected.StartsWith("${") && expected is not "*" && !arn[..arnEnd].SequenceEqual(expected)) return false;
            pattern = pattern[(patternEnd + 1)..];
            arn = arn[(arnEnd + 1)..];
        }

        return FitsName(pattern, arn, ref literal);
    }

    private static bool FitsName(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name, ref int literal)
    {
        while (true)
        {
            var variable = pattern.IndexOf("${");
            var star = pattern.IndexOf('*');
            var start = variable < 0 ? star : star < 0 ? variable : Math.Min(variable, star);
            if (start < 0)
            {
                literal += pattern.Length;
                return pattern.SequenceEqual(name);
            }

            if (!name.StartsWith(pattern[..start])) return false;
            literal += start;
            name = name[start..];
            pattern = pattern[start] == '*' ? pattern[(start + 1)..] : pattern[(start + pattern[start..].IndexOf('}') + 1)..];
            if (pattern.IsEmpty) return !name.IsEmpty;

            // The text between this variable and the next, at its first place that leaves something for this one.
            var next = pattern.IndexOf("${");
            var nextStar = pattern.IndexOf('*');
            var end = next < 0 ? nextStar : nextStar < 0 ? next : Math.Min(next, nextStar);
            var between = end < 0 ? pattern : pattern[..end];
            if (between.IsEmpty) return !name.IsEmpty;
            if (name.IsEmpty) return false;
            var at = end < 0 ? (name.EndsWith(between) ? name.Length - between.Length : -1) : name[1..].IndexOf(between) + 1;
            if (at < 1) return false;
            name = name[at..];
        }
    }
}
