namespace LambdaRoleAudit.Policies;

/// <summary>Creates a request from what is left of a proof, and checks with the evaluator whether it is a witness.</summary>
internal sealed class WitnessSearch(ProofQuestion question)
{
    private readonly VariableAssignments _assignments = new(question);

    /// <summary>Finds a witness in the piece.</summary>
    /// <param name="piece">The piece that is left.</param>
    /// <param name="box">The box from which it is left.</param>
    /// <param name="reason">The reason why it is not known whether there is a witness; null if there is certainly none.</param>
    public PolicyWitness? Find(PolicyPiece piece, PolicyBox box, out string? reason)
    {
        var variables = piece.Variables().Select(variable => variable.Key).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (variables.Count == 0)
            return Find(piece, new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase), box, out reason);

        reason = null;
        foreach (var assigned in _assignments.Of(piece, variables))
        {
            var resolved =
                piece.Resolve(variable => new PolicyVariableValue(assigned[variable.Key] is [var value] ? value : variable.Default));
            if (Find(resolved, assigned, box, out var why) is { } witness) return witness;
            reason ??= why;
        }

        reason ??= $"{box.Name}: its policy variables could not be compared.";
        return null;
    }

    private PolicyWitness? Find(PolicyPiece piece, Dictionary<string, IReadOnlyList<string>> assigned, PolicyBox box, out string? reason)
    {
        reason = null;
        var answer = FindRequest(piece, assigned, box.HasPrincipals, out var request);
        if (answer == LanguageAnswer.Empty) return null;
        if (request is null)
        {
            reason = $"{box.Name}: {piece.Describe()} could not be determined.".Replace(ProofQuestion.Other, "", StringComparison.Ordinal);
            return null;
        }

        var (here, there) = question.Evaluate(request);
        if (here.Verdict == PolicyVerdict.Allowed && there.Verdict == PolicyVerdict.Denied
            && PolicyPrincipals.IsNobody(request.Principal) is false)
            return new PolicyWitness(question.WithoutPrincipal(request), here.Statement!, there.Statement);

        var open = here.Verdict == PolicyVerdict.Depends ? here : there;
        reason = open.Verdict == PolicyVerdict.Depends
            ? $"{open.Statement?.Name ?? box.Name}: it depends on {string.Join(", ", open.DependsOn)}."
            : $"{box.Name}: {request} was not confirmed.";
        return null;
    }

    /// <summary>Creates a request from a piece without variables, at one time.</summary>
    private LanguageAnswer FindRequest(
        PolicyPiece piece, Dictionary<string, IReadOnlyList<string>> assigned, bool withPrincipal, out PolicyRequest? request)
    {
        var answer = FindRequest(piece, assigned, withPrincipal, null, out request, out var values);
        if (answer != LanguageAnswer.Found || RequestTimes.AreTogether(values)) return answer;
        // A session for the time, or a time for the session.
        foreach (var (given, other) in RequestTimes.Pairs)
        {
            if (RequestTimes.SpanOf(given, other, values) is not { } span) continue;
            if (FindRequest(piece, assigned, withPrincipal, (other, span), out request, out var again) == LanguageAnswer.Found
                && RequestTimes.AreTogether(again)) return LanguageAnswer.Found;
        }

        request = null;
        return LanguageAnswer.Unknown;
    }

    private LanguageAnswer FindRequest(
        PolicyPiece piece, Dictionary<string, IReadOnlyList<string>> assigned, bool withPrincipal,
        (string Key, (long First, long Last) Dates)? within,
        out PolicyRequest? request, out Dictionary<string, IReadOnlyList<string>> values)
    {
        request = null;
        values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        KeyDomain DomainOf(PolicyCondition condition)
        {
            var domain = question.Domain(condition, piece.Actions);
            if (assigned.TryGetValue(condition.Key, out var fixedTo))
                domain = domain with { Known = fixedTo, MayBeThere = fixedTo.Count > 0, MayBeAbsent = fixedTo.Count == 0 };
            if (within is not { } limited || !condition.Key.Equals(limited.Key, StringComparison.OrdinalIgnoreCase)) return domain;
            return domain with
            {
                Dates = (Math.Max(domain.Dates.First, limited.Dates.First), Math.Min(domain.Dates.Last, limited.Dates.Last))
            };
        }

        var found = values;
        var solver = new ConditionSolver(DomainOf, question.Budget);
        var context = solver.Solve(piece.Conditions, values);
        // A key that only the requests of some actions have excludes all other actions.
        var scopes = piece.Conditions.Select(demand => demand.Condition)
            .Where(condition => found.ContainsKey(condition.Key) && condition.Facts.Actions is not null)
            .Select(condition => condition.Facts.Actions!).Distinct();
        int[] principal = [];
        LanguageAnswer[] answers =
        [
            context,
            LanguageSolver.Solve([.. piece.Actions, .. scopes], question.Budget, out var action),
            LanguageSolver.Solve(piece.Resources, question.Budget, out var resource),
            !withPrincipal
                || LanguageSolver.Solve([.. piece.Principals, PolicyPrincipals.Usual], question.Budget, out principal)
                    == LanguageAnswer.Found
                ? LanguageAnswer.Found : LanguageSolver.Solve(piece.Principals, question.Budget, out principal),
        ];
        if (answers.Contains(LanguageAnswer.Empty)) return LanguageAnswer.Empty;
        if (answers.Contains(LanguageAnswer.Unknown)) return LanguageAnswer.Unknown;
        foreach (var (key, value) in assigned)
            if (value.Count > 0) values[key] = value;
        // The keys that AWS documents as always present, and one time for all time keys.
        foreach (var condition in question.Always)
        {
            var domain = DomainOf(condition);
            if (domain.MayBeAbsent || values.ContainsKey(condition.Key)) continue;
            var sample = domain.Kind == ConditionKind.Date && RequestTimes.TimeOf(values) is { } time && ConditionSolver.IsOf(time, domain)
                ? [time]
                : solver.Sample(domain);
            if (sample.Count > 0) values[condition.Key] = sample;
        }

        request = new PolicyRequest(Text(action), Text(resource), new RequestContext(values), withPrincipal ? Text(principal) : null);
        return LanguageAnswer.Found;

        static string Text(int[] word) => LanguageSolver.ToText(word, PolicyVariableValues.Default);
    }
}
