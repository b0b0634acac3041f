namespace LambdaRoleAudit.Templates;

/// <summary>Evaluates something for each combination of the conditions that decide it, and of no others.</summary>
internal static class CfnBranches
{
    /// <summary>The most combinations for one value.</summary>
    public const int Most = 256;

    /// <summary>Returns the results with the conditions of each; null if there are too many.</summary>
    /// <param name="start">Conditions that hold, or do not, from the start.</param>
    /// <param name="canHold">False for conditions that contradict each other.</param>
    /// <param name="evaluate">Evaluates with the given decisions.</param>
    public static IReadOnlyList<(IReadOnlyDictionary<string, bool> Conditions, T Result)>? Of<T>(
        IReadOnlyDictionary<string, bool> start, Func<IReadOnlyDictionary<string, bool>, bool> canHold, Func<CfnDecisions, T> evaluate)
    {
        var results = new List<(IReadOnlyDictionary<string, bool>, T)>();
        var open = new Stack<IReadOnlyDictionary<string, bool>>([start]);
        while (open.TryPop(out var conditions))
        {
            if (!canHold(conditions)) continue;
            var decisions = new CfnDecisions(conditions, isExact: true);
            var result = evaluate(decisions);
            if (decisions.Missing is null)
            {
                results.Add((conditions, result));
                continue;
            }

            if (results.Count + open.Count >= Most) return null;
            open.Push(With(conditions, decisions.Missing, false));
            open.Push(With(conditions, decisions.Missing, true));
        }

        return results;
    }

    private static Dictionary<string, bool> With(IReadOnlyDictionary<string, bool> conditions, string name, bool value) =>
        new(conditions, StringComparer.Ordinal) { [name] = value };
}
