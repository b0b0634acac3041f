namespace LambdaRoleAudit.Policies;

/// <summary>The values that the policy variables of a piece can have, so that a request in the piece can be created.</summary>
internal sealed class VariableAssignments(ProofQuestion question)
{
    /// <summary>
    /// Returns values for the variables, the most likely first: values that the conditions need, any value, values for which the patterns
    /// overlap, no value.
    /// </summary>
    public IEnumerable<Dictionary<string, IReadOnlyList<string>>> Of(PolicyPiece piece, List<string> keys)
    {
        var choices = keys.Select(key => new List<IReadOnlyList<string>>()).ToList();
        var meeting = Meeting(piece).ToList();
        for (var i = 0; i < keys.Count; i++)
        {
            var key = keys[i];
            KeyDomain There(PolicyCondition condition) => question.Domain(condition, piece.Actions) with { MayBeAbsent = false };
            var asked = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
            var solver = new ConditionSolver(There, question.Budget);
            var own =
                piece.Conditions.Where(demand =>
                    !demand.Condition.UsesVariables && demand.Condition.Key.Equals(key, StringComparison.OrdinalIgnoreCase)).ToList();
            if (own.Count > 0 && solver.Solve(own, asked) == LanguageAnswer.Found && asked.TryGetValue(key, out var values)
                && values.Count == 1) choices[i].Add(values);
            choices[i].Add(
                ConditionKey.Of(key.TrimStart(ProofQuestion.Other[0])).Kind == ConditionKind.Text
                    ? [PolicyVariableValues.Default(new PolicyVariable(key, null))]
                    : solver.Sample(question.DomainOf(key)));
            foreach (var (_, value) in meeting.Where(met => met.Variable.Key.Equals(key, StringComparison.OrdinalIgnoreCase)))
                if (choices[i].Count < 6 && !choices[i].Exists(known => known is [var only] && only == value)) choices[i].Add([value]);
            choices[i].Add([]);
        }

        // The first value of each; then one other value at a time; then values for which all patterns overlap; then any value.
        yield return With(-1, []);
        for (var i = 0; i < keys.Count; i++)
            for (var j = 1; j < choices[i].Count; j++)
                yield return With(i, choices[i][j]);
        var met = With(-1, []);
        foreach (var (variable, value) in meeting) met[variable.Key] = [value];
        yield return met;
        var index = new int[keys.Count];
        for (var tried = 0; tried < 40; tried++)
        {
            yield return keys.Select((key, i) => (key, Value: choices[i][index[i]]))
                .ToDictionary(pair => pair.key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
            var at = 0;
            while (at < index.Length && ++index[at] == choices[at].Count) index[at++] = 0;
            if (at == index.Length) yield break;
        }

        Dictionary<string, IReadOnlyList<string>> With(int at, IReadOnlyList<string> other) =>
            keys.Select((key, i) => (key, Value: i == at ? other : choices[i][0]))
                .ToDictionary(pair => pair.key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
    }
    /// <summary>Returns the values of variables for which their patterns overlap with the others.</summary>
    private IEnumerable<(PolicyVariable Variable, string Value)> Meeting(PolicyPiece piece)
    {
        var groups = piece.Conditions.Where(demand => demand.Condition.Patterns is not null)
            .GroupBy(demand => demand.Condition.Key, StringComparer.OrdinalIgnoreCase)
            .Select(key =>
                key.Select(demand =>
                    demand.Holds != demand.Condition.Operator!.IsNegated
                        ? demand.Condition.Patterns!
                        : demand.Condition.Patterns!.Complement())
                    .Concat(question.Domain(key.First().Condition, piece.Actions).Texts is { } texts ? [texts] : []).ToList());
        foreach (var sets in groups.Prepend([.. piece.Resources]).Where(sets => sets.Any(set => set.HasVariables)))
        {
            var any = sets.Select(set => set.IsNegated ? set.WithoutVariables() : set.WithAnyForVariables()).ToList();
            if (LanguageSolver.Solve(any, question.Budget, out var word) != LanguageAnswer.Found) continue;
            var text = LanguageSolver.ToText(word, PolicyVariableValues.Default);
            foreach (var glob in sets.Where(set => !set.IsNegated).SelectMany(set => set.Globs).Where(glob => glob.HasVariables))
                foreach (var found in LanguageSolver.ValuesFor(glob, text) ?? [])
                    yield return found;
        }
    }
}
