using System.Text;
using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Policies;

/// <summary>The answer to the question whether a text is in all of several sets.</summary>
internal enum LanguageAnswer
{
    /// <summary>Such a text does not exist (proven).</summary>
    Empty,

    /// <summary>There is such a text.</summary>
    Found,

    /// <summary>The question could not be decided.</summary>
    Unknown,
}

/// <summary>
/// Decides whether sets of patterns, and complements of such sets, have a text in common, for every text; nothing is sampled. What follows
/// from two patterns at a time is decided first; the rest is left to <see cref="LanguageSearch"/>.
/// </summary>
/// <remarks>
/// A policy variable is a separate character that only itself and <c>*</c> match. A set that is contained under this assumption is
/// contained whatever the variable's value is, also if the variable has no value and its pattern matches nothing. The reverse is not true,
/// so "empty" is trusted only if a single set is inside the excluded sets, or if variables can stand for anything.
/// </remarks>
internal static class LanguageSolver
{
    /// <summary>Decides the question.</summary>
    /// <param name="sets">The sets. There must be at least one.</param>
    /// <param name="budget">The budget for the work.</param>
    /// <param name="word">A text in all sets, which can contain a variable as its token.</param>
    public static LanguageAnswer Solve(IReadOnlyList<GlobSet> sets, ProofBudget budget, out int[] word)
    {
        return Decide(sets, budget, wantsWord: true, out word);
    }

    /// <summary>Returns true if no text is in both sets.</summary>
    public static bool AreDisjoint(IReadOnlyList<GlobSet> sets, ProofBudget budget) =>
        Decide(sets, budget, wantsWord: false, out _) == LanguageAnswer.Empty;

    private static LanguageAnswer Decide(IReadOnlyList<GlobSet> sets, ProofBudget budget, bool wantsWord, out int[] word)
    {
        if (SolvePlain(sets, budget, wantsWord, out word) is var plain && (plain == LanguageAnswer.Found || !HaveVariables(sets)))
            return plain;
        var excluded = sets.Where(set => set.IsNegated).ToList();
        foreach (var included in sets.Where(set => !set.IsNegated))
            if (SolvePlain([included, .. excluded], budget, wantsWord: false, out _) == LanguageAnswer.Empty) return LanguageAnswer.Empty;
        // An included variable can stand for anything; an excluded variable stands for nothing.
        var any = sets.Select(set => set.IsNegated ? set.WithoutVariables() : set.WithAnyForVariables()).ToList();
        return SolvePlain(any, budget, wantsWord, out word);
    }

    private static bool HaveVariables(IReadOnlyList<GlobSet> sets)
    {
        foreach (var set in sets)
            if (set.HasVariables) return true;
        return false;
    }

    /// <summary>Returns a word as text.</summary>
    /// <param name="word">The word, from <see cref="Solve"/>.</param>
    /// <param name="valueOf">Returns the value of a variable.</param>
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

    /// <summary>Returns the values of a pattern's variables with which the pattern matches a text; null if there are none.</summary>
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

    /// <summary>Treats variables as characters.</summary>
    private static LanguageAnswer SolvePlain(IReadOnlyList<GlobSet> sets, ProofBudget budget, bool wantsWord, out int[] word)
    {
        word = [];
        budget.Spend(sets.Count);
        foreach (var set in sets)
        {
            // If only one text can be in all sets, it is tested.
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

        // Patterns that a text must match without alternative narrow down the others.
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

        // A literal matches only its own text. If a text must be one of several literals, each is tried.
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

        // One pattern and nothing excluded: every pattern matches something.
        if (!wantsWord && musts.Count + choices.Count <= 1 && excluded.Count == 0) return LanguageAnswer.Found;
        IReadOnlyList<Glob>[] all = [.. musts.Select(must => (IReadOnlyList<Glob>)[must]), .. choices];
        if (all.Length == 0) all = [[Glob.Everything]];
        for (var i = 0; i < all.Length; i++)
            for (var j = 0; j < i; j++)
                if (all.Length > 2 && all[i].Count == 1 && all[j].Count == 1 && !LanguageSearch.Run([all[i], all[j]], [], budget, out _))
                    return LanguageAnswer.Empty;
        // A pattern such as "*a????" needs many states to exclude. It is left out if it does not exclude anything that is included.
        excluded.RemoveAll(glob => glob.IsIntricate && musts.Exists(must => !LanguageSearch.Run([[must], [glob]], [], budget, out _)));
        return LanguageSearch.Run(all, excluded, budget, out word) ? LanguageAnswer.Found : LanguageAnswer.Empty;
    }

    private static LanguageAnswer SolveText(Glob literal, IReadOnlyList<GlobSet> sets, ProofBudget budget, bool wantsWord, out int[] word)
    {
        word = [];
        foreach (var set in sets)
        {
            budget.Spend(1 + (set.Globs.Count / 8));
            // A pattern with a variable, treated as a character, does not match it.
            if ((set.Contains(literal.Literal!) ?? set.IsNegated) == false) return LanguageAnswer.Empty;
        }

        if (wantsWord) word = literal.Tokens.ToArray();
        return LanguageAnswer.Found;
    }

    private static bool IsText(Glob glob) => glob is { IsLiteral: true, IgnoreCase: false };
}
