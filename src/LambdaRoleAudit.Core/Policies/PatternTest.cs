namespace LambdaRoleAudit.Policies;

/// <summary>Decides whether a text is in a set of patterns whose variables are filled in from the request's context.</summary>
internal static class PatternTest
{
    /// <summary>Decides the question.</summary>
    /// <param name="patterns">The patterns.</param>
    /// <param name="text">The text.</param>
    /// <param name="excludes">True if the patterns match what is excluded (NotResource).</param>
    /// <param name="context">Provides the values of the variables.</param>
    /// <param name="dependsOn">Receives what the result depends on, if it is not known.</param>
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
    /// A variable that the request does not fill in: "the value is effectively null. There is no equal or like value", and the negated
    /// operators "do match against a null value" (IAM user guide, "Variables and tags"). For NotResource, that page makes two statements:
    /// that such a pattern "will not match any resource", which would allow everything, and that the statement "might" be invalid. The
    /// result is therefore unknown.
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
                return default;
            }

            if (values.Count == 1) return new PolicyVariableValue(values[0]);
            isAbsent |= variable.Default is null;
            if (excludes && variable.Default is null) dependsOn.Add(variable.Key);
            return new PolicyVariableValue(variable.Default);
        });
        if (resolved is not null) return Truths.Of(resolved.Matches(text));
        return open || (isAbsent && excludes) ? Truth.Unknown : Truth.False;
    }
}
