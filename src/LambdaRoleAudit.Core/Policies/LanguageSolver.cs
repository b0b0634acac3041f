using System.Text;
using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Policies;

/// <summary>Is there a text that is in all of some sets?</summary>
internal enum LanguageAnswer
{
    /// <summary>There is none: proven.</summary>
    Empty,

    /// <summary>There is one.</summary>
    Found,

    /// <summary>Not decided.</summary>
    Unknown,
}

/// <summary>
/// Decides whether sets of patterns, and complements of such sets, have a text in common, over every text at once; nothing is
/// sampled. What can be told from two patterns at a time is told first; the rest is left to <see cref="LanguageSearch"/>.
/// </summary>
/// <remarks>
/// A policy variable is a character of its own that only itself and <c>*</c> match: what is contained so is contained whatever
/// the variable's value, also where it has none and its pattern matches nothing. The opposite does not hold, so that "empty" is
/// trusted only where one set alone is inside the excluded ones, or where variables may stand for anything.
/// </remarks>
internal static class LanguageSolver
{
    /// <summary>Decides.</summary>
    /// <param name="sets">The sets; at least one.</param>
    /// <param name="budget">What it costs is taken from this.</param>
    /// <param name="word">A text in all of them, in which a variable may stand as its token.</param>
    public static LanguageAnswer Solve(IReadOnlyList<GlobSet> sets, ProofBudget budget, out int[] word)
    {
        return Decide(sets, budget, wantsWord: true, out word);
    }

    /// <summary>No text is in both.</summary>
    public static bool AreDisjoint(IReadOnlyList<GlobSet> sets, ProofBudget budget) =>
        Decide(sets, budget, wantsWord: false, out _) == LanguageAnswer.Empty;

    private static LanguageAnswer Decide(IReadOnlyList<GlobSet> sets, ProofBudget budget, bool wantsWord, out int[] word)
    {
        if (SolvePlain(sets, budget, wantsWord, out word) is var plain && (plain == LanguageAnswer.Found || !HaveVariables(sets)))
            return plain;
        var excluded = sets.Where(set => set.IsNegated).ToList();
        foreach (var included in sets.Where(set => !set.IsNegated))
            if (SolvePlain([included, .. excluded], budget, wantsWord: false, out _) == LanguageAnswer.Empty) return LanguageAnswer.Empty;
        // Where a variable is included it may stand for anything; where it excludes, for nothing.
        var any = sets.Select(set => set.IsNegated ? set.WithoutVariables() : set.WithAnyForVariables()).ToList();
        return SolvePlain(any, budget, wantsWord, out word);
    }

    private static bool HaveVariables(IReadOnlyList<GlobSet> sets)
    {
        foreach (var set in sets)
            if (set.HasVariables) return true;
        return false;
    }

    /// <summary>A word as text.</summary>
    /// <param name="word">From <see cref="Solve"/>.</param>
    /// <param name="valueOf">What a variable stands for.</param>
    public static string ToText(int[] word, Func<PolicyVariable, string> valueOf)
    {
        var text = new StringBuilder(word.Length);
        foreach (var symbol in word)
        {
            if (symbol >= Glob.FirstVariable) text.Append(valueOf(PolicyVariable.Of(symbol)));
            else text.Append((char)symbol);
        }

        return text.ToString();
    }

    /// <summary>What a pattern's variables stand for if it is to match a text; null where nothing does.</summary>
    public static IReadOnlyList<(PolicyVariable Variable, string Value)>? ValuesFor(Glob glob, string text)
    {
        var pattern = new StringBuilder("^");
        foreach (var token in glob.Tokens)
        {
            pattern.Append(token switch
            {
                >= Glob.FirstVariable => "(.*)",
                Glob.AnyOne => ".",
                Glob.AnyMany => ".*",
                Glob.AnyOneInPart => "[^:]",
                Glob.AnyManyInPart => "[^:]*",
                _ => Regex.Escape(((char)token).ToString()),
            });
        }

        var options = RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
            | (glob.IgnoreCase ? RegexOptions.IgnoreCase : 0);
        var match = Regex.Match(text, pattern.Append('$').ToString(), options);
        return match.Success ? [.. glob.Variables().Select((variable, i) => (variable, match.Groups[i + 1].Value))] : null;
    }

    /// <summary>Variables are characters here.</summary>
    private static LanguageAnswer SolvePlain(IReadOnlyList<GlobSet> sets, ProofBudget budget, bool wantsWord, out int[] word)
    {
        word = [];
        budget.Spend(sets.Count);
        foreach (var set in sets)
        {
            // Where one text only may be in all of them, it is or it is not.
            if (!set.IsNegated && set.Globs.Count == 1 && IsText(set.Globs[0]))
                return SolveText(set.Globs[0], sets, budget, wantsWord, out word);
        }

        var includes = new List<IReadOnlyList<Glob>>();
        var excluded = new List<Glob>();
        foreach (var set in sets)
        {
            if (set.IsNegated) excluded.AddRange(set.Globs);
            else includes.Add(set.Globs);
        }

        // The patterns that a text must match one and all narrow down the others.
        var musts = new List<Glob>();
        foreach (var globs in includes.Where(globs => globs.Count == 1))
        {
            var glob = globs[0];
            budget.Spend(1 + musts.Count);
            if (musts.Exists(glob.Contains)) continue;
            musts.RemoveAll(must => must.Contains(glob));
            musts.Add(glob);
        }

        var choices = new List<IReadOnlyList<Glob>>();
        foreach (var globs in includes.Where(globs => globs.Count != 1))
        {
            budget.Spend(globs.Count * (1 + musts.Count));
            if (musts.Exists(must => globs.Any(glob => glob.Contains(must)))) continue;
            var left = globs.Where(glob => !musts.Exists(glob.IsDisjointFrom)).ToList();
            if (left.Count == 0) return LanguageAnswer.Empty;
            choices.Add(left);
        }

        for (var i = 0; i < musts.Count; i++)
            for (var j = 0; j < i; j++)
                if (musts[i].IsDisjointFrom(musts[j])) return LanguageAnswer.Empty;

        budget.Spend(excluded.Count * (1 + musts.Count));
        foreach (var glob in excluded)
            if (musts.Exists(glob.Contains)) return LanguageAnswer.Empty;
        excluded.RemoveAll(glob => musts.Exists(glob.IsDisjointFrom));

        // Literals are the only texts that they match: of those that a text must be one of, each is tried.
        var literals = musts.Where(IsText).Take(1).Concat(choices.Where(choice => choice.All(IsText)).MinBy(choice => choice.Count) ?? [])
            .ToList();
        if (literals.Count > 0)
        {
            foreach (var literal in literals.Exists(musts.Contains) ? literals.Take(1) : literals)
            {
                budget.Spend(1 + musts.Count + (excluded.Count / 8));
                var text = literal.Literal!;
                if (!musts.TrueForAll(must => must.Matches(text)) || !choices.TrueForAll(choice => choice.Any(glob => glob.Matches(text)))
                    || excluded.Exists(glob => glob.Matches(text))) continue;
                word = literal.Tokens.ToArray();
                return LanguageAnswer.Found;
            }

            return LanguageAnswer.Empty;
        }

        // One pattern, and nothing excluded: whatever it is, it matches something.
        if (!wantsWord && musts.Count + choices.Count <= 1 && excluded.Count == 0) return LanguageAnswer.Found;
        IReadOnlyList<Glob>[] all = [.. musts.Select(must => (IReadOnlyList<Glob>)[must]), .. choices];
        if (all.Length == 0) all = [[Glob.Everything]];
        for (var i = 0; i < all.Length; i++)
            for (var j = 0; j < i; j++)
                if (all.Length > 2 && all[i].Count == 1 && all[j].Count == 1 && !LanguageSearch.Run([all[i], all[j]], [], budget, out _))
                    return LanguageAnswer.Empty;
        // "*a????" is the kind of pattern that takes many states to exclude: not where it excludes nothing of what is included.
        excluded.RemoveAll(glob => glob.IsIntricate && musts.Exists(must => !LanguageSearch.Run([[must], [glob]], [], budget, out _)));
        return LanguageSearch.Run(all, excluded, budget, out word) ? LanguageAnswer.Found : LanguageAnswer.Empty;
    }

    private static LanguageAnswer SolveText(Glob literal, IReadOnlyList<GlobSet> sets, ProofBudget budget, bool wantsWord, out int[] word)
    {
        word = [];
        foreach (var set in sets)
        {
            budget.Spend(1 + (set.Globs.Count / 8));
            // A pattern with a variable, as a character, does not match it.
            if ((set.Contains(literal.Literal!) ?? set.IsNegated) == false) return LanguageAnswer.Empty;
        }

        if (wantsWord) word = literal.Tokens.ToArray();
        return LanguageAnswer.Found;
    }

    private static bool IsText(Glob glob) => glob is { IsLiteral: true, IgnoreCase: false };
}
