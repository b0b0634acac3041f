namespace LambdaRoleAudit.Policies;

/// <summary>Requests: each part in all of its sets, and conditions that must hold or must not.</summary>
internal sealed record PolicyPiece(
    IReadOnlyList<GlobSet> Actions, IReadOnlyList<GlobSet> Resources, IReadOnlyList<GlobSet> Principals, IReadOnlyList<(PolicyCondition Condition, bool Holds)> Conditions)
{
    /// <summary>No request is in it, surely.</summary>
    public bool IsEmpty =>
        LanguageSolver.Solve(Actions, out _) == LanguageAnswer.Empty || LanguageSolver.Solve(Resources, out _) == LanguageAnswer.Empty
        || (Principals.Count > 1 && LanguageSolver.Solve(Principals, out _) == LanguageAnswer.Empty) || HasNoContext;

    /// <summary>No context meets its conditions, surely.</summary>
    public bool HasNoContext => ConditionSolver.Solve(Conditions, []) == LanguageAnswer.Empty;

    public bool HasVariables => Resources.Any(set => set.HasVariables) || Conditions.Any(demand => demand.Condition.UsesVariables);

    /// <summary>A request out of it.</summary>
    /// <param name="withPrincipal">Name a principal too.</param>
    /// <param name="request">The request; null where none was found.</param>
    public LanguageAnswer FindRequest(bool withPrincipal, out PolicyRequest? request)
    {
        request = null;
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        int[] principal = [];
        LanguageAnswer[] answers =
        [
            LanguageSolver.Solve(Actions, out var action),
            LanguageSolver.Solve(Resources, out var resource),
            withPrincipal ? LanguageSolver.Solve(Principals, out principal) : LanguageAnswer.Found,
            ConditionSolver.Solve(Conditions, values),
        ];
        if (answers.Contains(LanguageAnswer.Empty)) return LanguageAnswer.Empty;
        if (answers.Contains(LanguageAnswer.Unknown)) return LanguageAnswer.Unknown;

        // Variables need a value; a condition may have given it.
        foreach (var variable in Resources.SelectMany(set => set.Globs).Concat(Conditions.SelectMany(demand => demand.Condition.Patterns?.Globs ?? [])).SelectMany(glob => glob.Variables()))
            if (variable.Default is null) values.TryAdd(variable.Key, [PolicyVariableValues.Default(variable)]);
        string ValueOf(PolicyVariable variable) => values.TryGetValue(variable.Key, out var known) ? known[0] : PolicyVariableValues.Default(variable);
        request = new PolicyRequest(
            LanguageSolver.ToText(action, ValueOf), LanguageSolver.ToText(resource, ValueOf), new RequestContext(values),
            withPrincipal ? LanguageSolver.ToText(principal, ValueOf) : null);
        return LanguageAnswer.Found;
    }

    public string Describe() => Conditions.Count == 0 ? "a resource" : $"a condition on {string.Join(", ", Conditions.Select(demand => demand.Condition.Key).Distinct(StringComparer.OrdinalIgnoreCase))}";
}
