namespace LambdaRoleAudit.Policies;

/// <summary>Is a text in a set of patterns whose variables the request's context fills in?</summary>
internal static class PatternTest
{
    /// <summary>Decides.</summary>
    /// <param name="patterns">The patterns.</param>
    /// <param name="text">The text.</param>
    /// <param name="excludes">What the patterns match is what is excluded: NotResource, StringNotLike, ….</param>
    /// <param name="context">Gives the variables their values.</param>
    /// <param name="dependsOn">Gets what it hangs on, where that is not known.</param>
    public static Truth IsIn(GlobSet patterns, string text, bool excludes, RequestContext context, ISet<string> dependsOn)
    {
        var matched = Truth.False;
        foreach (var glob in patterns.Globs)
        {
            matched = matched.Or(Matches(glob, text, excludes, context, dependsOn));
            if (matched == Truth.True) break;
        }

        return patterns.IsNegated ? matched.Not() : matched;
    }

    /// <summary>
    /// A variable that the request does not fill in: the pattern does not match. Where it excludes, that would let everything
    /// through; AWS says only that the statement "might" be invalid (IAM user guide, "Variables and tags"), so there the
    /// verdict stays open.
    /// </summary>
    private static Truth Matches(Glob glob, string text, bool excludes, RequestContext context, ISet<string> dependsOn)
    {
        var open = false;
        var isAbsent = false;
        var resolved = glob.Resolve(variable =>
        {
            if (!context.TryGet(variable.Key, out var values) || values.Count > 1)
            {
                dependsOn.Add(variable.Key);
                open = true;
                return null;
            }

            if (values.Count == 1) return values[0];
            isAbsent |= variable.Default is null;
            if (excludes && variable.Default is null) dependsOn.Add(variable.Key);
            return variable.Default;
        });
        if (resolved is not null) return Truths.Of(resolved.Matches(text));
        return open || (isAbsent && excludes) ? Truth.Unknown : Truth.False;
    }
}
