namespace LambdaRoleAudit.Policies;

/// <summary>The question of a proof: the two sets, the requests that they decide, and what is known about the keys that they use.</summary>
internal sealed class ProofQuestion
{
    /// <summary>A prefix for the reference's own keys, if its principal is different and their values are not known.</summary>
    public const string Other = "\u0001";

    private readonly (RequestFacts Candidate, RequestFacts Reference) _facts;
    private readonly Lazy<List<PolicyCondition>> _always;
    private readonly Lazy<List<string>> _ownKeys;
    private readonly Lazy<HashSet<string>> _ofMany;
    private readonly HashSet<string> _stillAsked = new(StringComparer.OrdinalIgnoreCase);

    public ProofQuestion(
        PolicySet candidate, PolicySet reference, (RequestFacts Candidate, RequestFacts Reference) facts, ProofBudget budget)
    {
        Candidate = candidate;
        Reference = reference;
        Budget = budget;
        _facts = facts;
        AreTwo = facts.Candidate.Principal is { } one ? !one.IsSameAs(facts.Reference.Principal) : facts.Reference.Principal is not null;
        _always = new Lazy<List<PolicyCondition>>(() =>
            [.. AllConditions().Where(condition => condition.Facts.IsAlwaysThere || RequestTimes.IsTokenTime(condition.Key))
                .DistinctBy(condition => condition.Key, StringComparer.OrdinalIgnoreCase)]);
        _ofMany = new Lazy<HashSet<string>>(() =>
            AllConditions().Where(ConditionSolver.IsOfMany).Select(condition => condition.Key).ToHashSet(StringComparer.OrdinalIgnoreCase));
        _ownKeys = new Lazy<List<string>>(() =>
            [.. AllConditions().Select(condition => condition.Key).Concat(AllVariables().Select(variable => variable.Key))
                .Where(RequestPrincipal.IsOwn).Distinct(StringComparer.OrdinalIgnoreCase)]);
    }

    public PolicySet Candidate { get; }

    public PolicySet Reference { get; }

    public ProofBudget Budget { get; }

    /// <summary>True if the two sets decide the requests of two principals.</summary>
    public bool AreTwo { get; }

    /// <summary>One condition for each key that is in every request.</summary>
    public IReadOnlyList<PolicyCondition> Always => _always.Value;

    /// <summary>Returns the two sets, simplified by what is known about their principals and accounts.</summary>
    public (PolicySet Candidate, PolicySet Reference) Settle()
    {
        var candidate = new PolicySettler(_facts.Candidate, Budget).Settle(Candidate);
        var reference = new PolicySettler(_facts.Reference, Budget, AreTwo ? Other : "").Settle(Reference);
        if (AreTwo)
        {
            foreach (var statement in Statements(candidate).Concat(Statements(reference)))
                foreach (var key in statement.Conditions.Select(condition => condition.Key)
                    .Concat(Variables(statement).Select(variable => variable.Key)))
                    _stillAsked.Add(key.TrimStart(Other[0]));
        }

        return (candidate, reference);
    }

    public ConditionSolver Solver(PolicyPiece piece) => new(condition => Domain(condition, piece.Actions), Budget);

    public KeyDomain Domain(PolicyCondition condition, IReadOnlyList<GlobSet> actions)
    {
        var domain = condition.Key.StartsWith(Other, StringComparison.Ordinal)
            ? _facts.Reference.Of(condition.Key[Other.Length..], condition.Facts)
            : PolicySettler.DomainOf(condition, _facts.Candidate, actions, Budget);
        return domain.IsOfAnyType && _ofMany.Value.Contains(condition.Key) ? domain with { MayBeMany = true } : domain;
    }
    /// <summary>Returns what is known about a key in the requests of the candidate's principal.</summary>
    public KeyDomain DomainOf(string key) => _facts.Candidate.Of(key, ConditionKey.Of(key.TrimStart(Other[0])));

    /// <summary>Returns the decisions of both sets on a request, each for its own principal.</summary>
    public (PolicyDecision Candidate, PolicyDecision Reference) Evaluate(PolicyRequest request)
    {
        Budget.Spend(10 * (Candidate.Allows.Count + Candidate.Denies.Count + Reference.Allows.Count + Reference.Denies.Count));
        return (PolicyEvaluator.Evaluate(Candidate, request with { Context = As(request.Context, _facts.Candidate.Principal) }),
            PolicyEvaluator.Evaluate(Reference, request with { Context = As(request.Context, _facts.Reference.Principal) }));
    }

    /// <summary>Returns the request without what is specific to each side: the caller.</summary>
    public PolicyRequest WithoutPrincipal(PolicyRequest request) => !AreTwo ? request : request with
    {
        Context = new RequestContext(
            request.Context.Values.Where(pair =>
                !RequestPrincipal.IsOwn(pair.Key) && !pair.Key.StartsWith(Other, StringComparison.Ordinal)))
    };

    /// <summary>
    /// Returns the only actions that the piece's requests can have, because no other actions have the keys that they must have.
    /// </summary>
    public IEnumerable<GlobSet> Scopes(PolicyPiece piece)
    {
        foreach (var key in piece.Conditions.Where(demand => demand.Condition.Facts.Actions is not null)
            .GroupBy(demand => demand.Condition.Key, StringComparer.OrdinalIgnoreCase))
        {
            var without = new ConditionSolver(condition => Domain(condition, piece.Actions) with { MayBeThere = false }, Budget);
            if (without.Solve([.. key], []) == LanguageAnswer.Empty) yield return key.First().Condition.Facts.Actions!;
        }
    }
    /// <summary>
    /// Returns the context of a principal's requests. If the values of the two principals' own keys are not known, they are unknown.
    /// </summary>
    private RequestContext As(RequestContext context, RequestPrincipal? principal)
    {
        if (principal is null && !AreTwo) return context;
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in context.Values)
            if (!key.StartsWith(Other, StringComparison.Ordinal) && (!AreTwo || !RequestPrincipal.IsOwn(key))) values[key] = value;
        var open = new List<string>();
        foreach (var key in _ownKeys.Value)
        {
            if (principal?.ValuesOf(key) is { } known) values[key] = known;
            // The patterns of its values may have decided all conditions on the key. Then any value of that form does.
            else if (AreTwo && !_stillAsked.Contains(key) && principal?.TextsOf(key) is { } texts
                && LanguageSolver.Solve([texts], Budget, out var word) == LanguageAnswer.Found)
                values[key] = [LanguageSolver.ToText(word, PolicyVariableValues.Default)];
            else if (AreTwo) open.Add(key);
        }

        if (principal is not null)
            foreach (var (key, value) in principal.Values) values.TryAdd(key, value);
        return new RequestContext(values, open);
    }
    private static IEnumerable<PolicyStatement> Statements(PolicySet set) => set.Allows.Concat(set.Denies).Concat(set.BoundaryAllows ?? []);

    private static IEnumerable<PolicyVariable> Variables(PolicyStatement statement) => (statement.Resources?.Patterns.Globs ?? [])
        .Concat(statement.Conditions.SelectMany(condition => condition.Patterns?.Globs ?? [])).SelectMany(glob => glob.Variables());

    private IEnumerable<PolicyStatement> AllStatements() => Statements(Candidate).Concat(Statements(Reference));

    private IEnumerable<PolicyCondition> AllConditions() => AllStatements().SelectMany(statement => statement.Conditions);

    private IEnumerable<PolicyVariable> AllVariables() => AllStatements().SelectMany(Variables);
}
