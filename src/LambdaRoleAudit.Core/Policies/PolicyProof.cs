using System.Runtime.CompilerServices;

namespace LambdaRoleAudit.Policies;

/// <summary>One proof under way.</summary>
internal sealed class PolicyProof
{
    /// <summary>Put before the reference's own keys, where its principal is another and their values are open.</summary>
    private const string Other = "\u0001";

    /// <summary>How much of the work each piece may take before it has to wait for the others.</summary>
    private const long FirstShare = ProofBudget.Whole / 50;

    /// <summary>An action is <c>service:Name</c>; "*" and "*:*" are the same.</summary>
    private static readonly GlobSet AnyAction = new([Glob.Parse("?*:?*", GlobSyntax.Wildcards)], isNegated: false);

    private static readonly GlobSet AnyText = new([Glob.Parse("?*", GlobSyntax.Wildcards)], isNegated: false);

    private static readonly string[] Times = ["aws:CurrentTime", "aws:EpochTime", "aws:TokenIssueTime"];

    /// <summary>Of a role: twelve hours, in ticks.</summary>
    private const long LongestSession = TimeSpan.TicksPerHour * 12;

    private readonly PolicySet _candidate;
    private readonly PolicySet _reference;
    private readonly int _mostWitnesses;
    private readonly (RequestFacts Candidate, RequestFacts Reference) _facts;
    private readonly ProofBudget _budget;
    private readonly bool _areTwo;
    private readonly List<PolicyWitness> _witnesses = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<PolicyStatement, IReadOnlyList<PolicyCondition>> _conditionsOf = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<(PolicyPiece Piece, List<PolicyStatement> Covers, PolicyBox Box)> _waiting = new();
    private readonly Lazy<List<PolicyCondition>> _always;
    private readonly Lazy<List<string>> _ownKeys;
    private readonly Lazy<HashSet<string>> _ofMany;
    private readonly HashSet<string> _stillAsked = new(StringComparer.OrdinalIgnoreCase);
    private string? _reason;

    public PolicyProof(PolicySet candidate, PolicySet reference, int mostWitnesses, (RequestFacts Candidate, RequestFacts Reference) facts, ProofBudget budget)
    {
        _candidate = candidate;
        _reference = reference;
        _mostWitnesses = mostWitnesses;
        _facts = facts;
        _budget = budget;
        _areTwo = facts.Candidate.Principal is { } one ? !one.IsSameAs(facts.Reference.Principal) : facts.Reference.Principal is not null;
        _always = new Lazy<List<PolicyCondition>>(() => [.. AllConditions().Where(condition => condition.Facts.IsAlwaysThere || IsTokenTime(condition.Key))
            .DistinctBy(condition => condition.Key, StringComparer.OrdinalIgnoreCase)]);
        _ofMany = new Lazy<HashSet<string>>(() => AllConditions().Where(ConditionSolver.IsOfMany).Select(condition => condition.Key).ToHashSet(StringComparer.OrdinalIgnoreCase));
        _ownKeys = new Lazy<List<string>>(() => [.. AllConditions().Select(condition => condition.Key).Concat(AllVariables().Select(variable => variable.Key))
            .Where(RequestPrincipal.IsOwn).Distinct(StringComparer.OrdinalIgnoreCase)]);
    }

    private bool IsDone => _witnesses.Count >= _mostWitnesses;

    public ProofResult Run()
    {
        try
        {
            Search();
        }
        catch (ProofBudgetException e)
        {
            // Whatever was found before holds; what else there is, nobody knows.
            _reason = e.Message;
        }

        return _witnesses.Count > 0 ? new ProofResult(ProofOutcome.Refuted, _witnesses, _reason)
            : _reason is not null ? new ProofResult(ProofOutcome.Unknown, [], _reason)
            : new ProofResult(ProofOutcome.Proven, [], null);
    }

    private void Search()
    {
        var candidate = new PolicySettler(_facts.Candidate, _budget).Settle(_candidate);
        var reference = new PolicySettler(_facts.Reference, _budget, _areTwo ? Other : "").Settle(_reference);

        if (_areTwo)
        {
            foreach (var statement in Statements(candidate).Concat(Statements(reference)))
                foreach (var key in statement.Conditions.Select(condition => condition.Key).Concat(Variables(statement).Select(variable => variable.Key)))
                    _stillAsked.Add(key.TrimStart(Other[0]));
        }

        // What may be denied by the reference and not by the candidate; what must be allowed by the reference's policies, and
        // by its boundary. A boundary that is the candidate's too bounds both alike.
        var denies = reference.Denies.Where(deny => !candidate.Denies.Any(deny.IsSameAs)).ToList();
        var bounds = !_areTwo && _reference.Boundary is not null && _reference.Boundary.Canonical == _candidate.Boundary?.Canonical ? null : reference.BoundaryAllows;
        IReadOnlyList<PolicyStatement> mustAllow = [.. candidate.Denies, .. reference.Allows];
        IReadOnlyList<PolicyStatement>? mustBound = bounds is null ? null : [.. candidate.Denies, .. bounds];
        foreach (var box in Boxes(candidate))
        {
            // The part of the box that the reference denies must be denied by the candidate.
            foreach (var deny in denies) Take(box.And(deny), candidate.Denies);
            Take(box, mustAllow);
            if (mustBound is not null) Take(box, mustBound);
            if (IsDone) return;
        }

        // Those that took more than their share get the rest, each as much.
        while (_waiting.TryDequeue(out var hard))
        {
            if (IsDone) return;
            if (!TryCut(hard.Piece, hard.Covers, hard.Box, _budget.Left / (_waiting.Count + 1)))
                Undecided($"{hard.Box.Name}: too many statements overlap to be taken apart.");
        }
    }

    private static IEnumerable<PolicyBox> Boxes(PolicySet candidate)
    {
        foreach (var statement in candidate.Allows)
        {
            if (candidate.BoundaryAllows is not { } bounds)
            {
                yield return PolicyBox.Of(statement);
                continue;
            }

            foreach (var bound in bounds) yield return PolicyBox.Of(statement).And(bound);
        }
    }

    /// <summary>Takes statements away from a box; notes what is left.</summary>
    private void Take(PolicyBox box, IReadOnlyList<PolicyStatement> covers)
    {
        if (IsDone) return;
        _budget.Spend(1 + (2 * covers.Count));
        // The same statement, in whatever spelling, covers all of it.
        foreach (var statement in covers)
            if (box.IsPartOf(statement)) return;

        var cover = covers.Where(statement => !statement.IsUnknown).ToList();
        // What each covering statement says of resources, principals and conditions is asked once, not for each action.
        var whole = cover.Where(statement => IsWithinButForAction(box, statement)).ToList();
        foreach (var action in box.ActionPatterns)
        {
            _budget.Spend(1 + whole.Count + cover.Count);
            if (whole.Exists(statement => statement.Actions.Patterns.Covers(action))) continue;
            var relevant = cover.Where(statement => !statement.Actions.Patterns.IsDisjointFrom(action)).ToList();
            foreach (var resource in box.ResourcePatterns)
            {
                if (IsDone) return;
                Take(box, action, resource, relevant);
            }
        }
    }

    private bool IsWithinButForAction(PolicyBox box, PolicyStatement statement)
    {
        _budget.Spend(1 + box.ResourcePatterns.Count);
        if (!box.IsWithinResourcesAndPrincipals(statement)) return false;
        var solver = new ConditionSolver(condition => Domain(condition, box.ActionSets.Count == 0 ? [AnyAction] : box.ActionSets), _budget);
        return ConditionsOf(statement, box).All(condition => solver.Contradicts(box.Conditions, condition, holds: false));
    }

    private void Take(PolicyBox box, Glob action, Glob resource, List<PolicyStatement> relevant)
    {
        var piece = new PolicyPiece(
            [AnyAction, new GlobSet([action], isNegated: false), .. box.ActionSets],
            [AnyText, new GlobSet([resource], isNegated: false), .. box.ResourceSets],
            [PolicyPrincipals.Anyone, .. box.PrincipalSets],
            box.Conditions);
        if (IsEmpty(piece.Actions) || IsEmpty(piece.Resources) || (box.HasPrincipals && IsEmpty(piece.Principals)) || HasNoContext(piece)) return;
        if (box.IsUnknown)
        {
            Undecided($"{box.Name}: it has elements that are not known.");
            return;
        }

        if (piece.Conditions.Count > 0)
        {
            piece = piece with { Actions = [.. piece.Actions, .. Scopes(piece)] };
            if (IsEmpty(piece.Actions)) return;
        }

        _budget.Spend(relevant.Count);
        var here = relevant.Where(statement => statement.Resources?.Patterns.IsDisjointFrom(resource) != true).ToList();
        if (!TryCut(piece, here, box, FirstShare)) _waiting.Enqueue((piece, here, box));
    }

    /// <summary>False where it takes more work than that.</summary>
    private bool TryCut(PolicyPiece piece, List<PolicyStatement> covers, PolicyBox box, long work)
    {
        try
        {
            using (_budget.AtMost(work)) Cut(piece, covers, 0, box);
            return true;
        }
        catch (ProofShareException)
        {
            return false;
        }
    }

    /// <summary>What is left of a piece after all statements from <paramref name="next"/> on.</summary>
    private void Cut(PolicyPiece piece, List<PolicyStatement> covers, int next, PolicyBox box)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw new ProofBudgetException("The policies have too many statements that overlap.");
        for (; next < covers.Count && !IsDone; next++)
        {
            var cover = covers[next];
            if (IsOutside(piece, cover, box)) continue;

            // Outside the statement's actions; then, among its actions, outside its resources; and so on.
            if (Outside(piece.Actions, cover.Actions.Patterns) is { } actions)
            {
                Cut(piece with { Actions = actions }, covers, next + 1, box);
                piece = piece with { Actions = [.. piece.Actions, cover.Actions.Patterns] };
            }

            if (cover.Resources is { } resources && Outside(piece.Resources, resources.Patterns) is { } others)
            {
                if (IsDone) return;
                Cut(piece with { Resources = others }, covers, next + 1, box);
                piece = piece with { Resources = [.. piece.Resources, resources.Patterns] };
            }

            if (cover.Principals is { } principals && Outside(piece.Principals, principals.Patterns) is { } people)
            {
                if (IsDone) return;
                Cut(piece with { Principals = people }, covers, next + 1, box);
                piece = piece with { Principals = [.. piece.Principals, principals.Patterns] };
            }

            foreach (var condition in ConditionsOf(cover, box))
            {
                if (IsDone) return;
                var solver = Solver(piece);
                if (solver.Contradicts(piece.Conditions, condition, holds: false)) continue;
                Cut(piece with { Conditions = [.. piece.Conditions, (condition, false)] }, covers, next + 1, box);
                if (solver.Contradicts(piece.Conditions, condition, holds: true)) return;
                piece = piece with { Conditions = [.. piece.Conditions, (condition, true)] };
            }

            return;
        }

        if (!IsDone) Confirm(piece, box);
    }

    /// <summary>Surely nothing of the piece is in the statement.</summary>
    private bool IsOutside(PolicyPiece piece, PolicyStatement cover, PolicyBox box)
    {
        _budget.Spend(4);
        if (!IsWithin(piece.Actions, cover.Actions.Patterns) && IsEmpty([.. piece.Actions, cover.Actions.Patterns])) return true;
        if (cover.Resources is { } resources && !IsWithin(piece.Resources, resources.Patterns) && IsEmpty([.. piece.Resources, resources.Patterns])) return true;
        if (cover.Principals is { } principals && !IsWithin(piece.Principals, principals.Patterns) && IsEmpty([.. piece.Principals, principals.Patterns])) return true;
        if (cover.Conditions.Count == 0 && cover.Resources?.IsNot != true) return false;
        var solver = Solver(piece with { Actions = [.. piece.Actions, cover.Actions.Patterns] });
        return ConditionsOf(cover, box).Any(condition => solver.Contradicts(piece.Conditions, condition, holds: true));
    }

    /// <summary>Surely all that is in the sets is in another: it has all that the one pattern of one of them matches.</summary>
    private bool IsWithin(IReadOnlyList<GlobSet> sets, GlobSet set)
    {
        foreach (var one in sets)
        {
            if (one.IsNegated || one.Globs.Count != 1) continue;
            _budget.Spend(1);
            if (set.Covers(one.Globs[0])) return true;
        }

        return false;
    }

    /// <summary>The part outside a set; null where there is none.</summary>
    private IReadOnlyList<GlobSet>? Outside(IReadOnlyList<GlobSet> sets, GlobSet set)
    {
        if (IsWithin(sets, set)) return null;
        IReadOnlyList<GlobSet> outside = [.. sets, set.Complement()];
        return IsEmpty(outside) ? null : outside;
    }

    private bool IsEmpty(IReadOnlyList<GlobSet> sets) => LanguageSolver.AreDisjoint(sets, _budget);

    private bool HasNoContext(PolicyPiece piece) => piece.Conditions.Count > 0 && Solver(piece).Solve(piece.Conditions, []) == LanguageAnswer.Empty;

    private ConditionSolver Solver(PolicyPiece piece) => new(condition => Domain(condition, piece.Actions), _budget);

    private KeyDomain Domain(PolicyCondition condition, IReadOnlyList<GlobSet> actions)
    {
        var domain = condition.Key.StartsWith(Other, StringComparison.Ordinal)
            ? _facts.Reference.Of(condition.Key[Other.Length..], condition.Facts)
            : PolicySettler.DomainOf(condition, _facts.Candidate, actions, _budget);
        return domain.IsOfAnyType && _ofMany.Value.Contains(condition.Key) ? domain with { MayBeMany = true } : domain;
    }

    /// <summary>
    /// A statement's conditions; and, where its NotResource has variables, that those have values: whether it matches without
    /// them, AWS does not say, but it does the same with the same patterns.
    /// </summary>
    private IReadOnlyList<PolicyCondition> ConditionsOf(PolicyStatement statement, PolicyBox box)
    {
        if (statement.Resources is not { IsNot: true } resources || !resources.Patterns.HasVariables || box.IsAsOpenAs(resources)) return statement.Conditions;
        if (_conditionsOf.TryGetValue(statement, out var known)) return known;
        return _conditionsOf[statement] =
        [
            .. statement.Conditions,
            .. resources.Patterns.Globs.SelectMany(glob => glob.Variables()).Where(variable => variable.Default is null).Select(variable => variable.Key).Distinct(StringComparer.Ordinal)
                .Select(key => new PolicyCondition("Null", ConditionOperator.Find("Null"), key, ["false"], usesVariables: false)),
        ];
    }

    /// <summary>Something may be left: a request out of it that the evaluator confirms, or the admission that none was found.</summary>
    private void Confirm(PolicyPiece piece, PolicyBox box)
    {
        if (IsEmpty([.. piece.Actions, .. Scopes(piece)])) return;
        var variables = piece.Variables().Select(variable => variable.Key).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (variables.Count == 0)
        {
            Confirm(piece, new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase), box, out var reason);
            if (reason is not null) Undecided(reason);
            return;
        }

        string? why = null;
        foreach (var assigned in Assignments(piece, variables))
        {
            var resolved = piece.Resolve(variable => new PolicyVariableValue(assigned[variable.Key] is [var value] ? value : variable.Default));
            if (Confirm(resolved, assigned, box, out var reason)) return;
            why ??= reason;
        }

        Undecided(why ?? $"{box.Name}: its policy variables could not be compared.");
    }

    /// <summary>True where a witness was found. A reason where that is not known; none where there is no such request.</summary>
    private bool Confirm(PolicyPiece piece, Dictionary<string, IReadOnlyList<string>> assigned, PolicyBox box, out string? reason)
    {
        reason = null;
        var answer = FindRequest(piece, assigned, box.HasPrincipals, out var request);
        if (answer == LanguageAnswer.Empty) return false;
        if (request is null)
        {
            reason = $"{box.Name}: {piece.Describe()} could not be decided.".Replace(Other, "", StringComparison.Ordinal);
            return false;
        }

        var here = PolicyEvaluator.Evaluate(_candidate, request with { Context = As(request.Context, _facts.Candidate.Principal) });
        var there = PolicyEvaluator.Evaluate(_reference, request with { Context = As(request.Context, _facts.Reference.Principal) });
        _budget.Spend(10 * (_candidate.Allows.Count + _candidate.Denies.Count + _reference.Allows.Count + _reference.Denies.Count));
        if (here.Verdict == PolicyVerdict.Allowed && there.Verdict == PolicyVerdict.Denied && PolicyPrincipals.IsNobody(request.Principal) is false)
        {
            // Who asks is each side's own.
            if (_areTwo) request = request with { Context = new RequestContext(request.Context.Values.Where(pair => !RequestPrincipal.IsOwn(pair.Key) && !pair.Key.StartsWith(Other, StringComparison.Ordinal))) };
            if (_seen.Add(request.ToString())) _witnesses.Add(new PolicyWitness(request, here.Statement!, there.Statement));
            return true;
        }

        var open = here.Verdict == PolicyVerdict.Depends ? here : there;
        reason = open.Verdict == PolicyVerdict.Depends ? $"{open.Statement?.Name ?? box.Name}: it hangs on {string.Join(", ", open.DependsOn)}."
            : $"{box.Name}: {request} was not confirmed.";
        return false;
    }

    /// <summary>The actions that the piece's requests can only have, because the keys that they must bring are in no others'.</summary>
    private IEnumerable<GlobSet> Scopes(PolicyPiece piece)
    {
        foreach (var key in piece.Conditions.Where(demand => demand.Condition.Facts.Actions is not null).GroupBy(demand => demand.Condition.Key, StringComparer.OrdinalIgnoreCase))
        {
            var without = new ConditionSolver(condition => Domain(condition, piece.Actions) with { MayBeThere = false }, _budget);
            if (without.Solve([.. key], []) == LanguageAnswer.Empty) yield return key.First().Condition.Facts.Actions!;
        }
    }

    /// <summary>A request out of a piece without variables, at one time.</summary>
    private LanguageAnswer FindRequest(PolicyPiece piece, Dictionary<string, IReadOnlyList<string>> assigned, bool withPrincipal, out PolicyRequest? request)
    {
        var answer = FindRequest(piece, assigned, withPrincipal, null, out request, out var values);
        if (answer != LanguageAnswer.Found || AreTimesTogether(values)) return answer;
        // A session for the time, or a time for the session.
        foreach (var (given, other) in new[] { (Times[0], Times[2]), (Times[2], Times[0]), (Times[1], Times[2]), (Times[0], Times[1]), (Times[1], Times[0]) })
        {
            if (!values.TryGetValue(given, out var time) || !ConditionValues.TryDate(time[0], out var ticks)) continue;
            (long before, long after) = other == Times[2] ? (LongestSession, 0L) : given == Times[2] ? (0L, LongestSession) : (0L, 0L);
            var span = (Math.Max(DateTime.MinValue.Ticks, ticks - before), ticks > DateTime.MaxValue.Ticks - after ? DateTime.MaxValue.Ticks : ticks + after);
            if (FindRequest(piece, assigned, withPrincipal, (other, span), out request, out var again) == LanguageAnswer.Found && AreTimesTogether(again)) return LanguageAnswer.Found;
        }

        request = null;
        return LanguageAnswer.Unknown;
    }

    private LanguageAnswer FindRequest(
        PolicyPiece piece, Dictionary<string, IReadOnlyList<string>> assigned, bool withPrincipal, (string Key, (long First, long Last) Dates)? within,
        out PolicyRequest? request, out Dictionary<string, IReadOnlyList<string>> values)
    {
        request = null;
        values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        KeyDomain DomainOf(PolicyCondition condition)
        {
            var domain = Domain(condition, piece.Actions);
            if (assigned.TryGetValue(condition.Key, out var fixedTo)) domain = domain with { Known = fixedTo, MayBeThere = fixedTo.Count > 0, MayBeAbsent = fixedTo.Count == 0 };
            if (within is not { } limited || !condition.Key.Equals(limited.Key, StringComparison.OrdinalIgnoreCase)) return domain;
            return domain with { Dates = (Math.Max(domain.Dates.First, limited.Dates.First), Math.Min(domain.Dates.Last, limited.Dates.Last)) };
        }

        var found = values;
        var solver = new ConditionSolver(DomainOf, _budget);
        var context = solver.Solve(piece.Conditions, values);
        // A key that only some actions' requests have leaves no others.
        var scopes = piece.Conditions.Select(demand => demand.Condition).Where(condition => found.ContainsKey(condition.Key) && condition.Facts.Actions is not null)
            .Select(condition => condition.Facts.Actions!).Distinct();
        int[] principal = [];
        LanguageAnswer[] answers =
        [
            context,
            LanguageSolver.Solve([.. piece.Actions, .. scopes], _budget, out var action),
            LanguageSolver.Solve(piece.Resources, _budget, out var resource),
            !withPrincipal || LanguageSolver.Solve([.. piece.Principals, PolicyPrincipals.Usual], _budget, out principal) == LanguageAnswer.Found
                ? LanguageAnswer.Found : LanguageSolver.Solve(piece.Principals, _budget, out principal),
        ];
        if (answers.Contains(LanguageAnswer.Empty)) return LanguageAnswer.Empty;
        if (answers.Contains(LanguageAnswer.Unknown)) return LanguageAnswer.Unknown;
        foreach (var (key, value) in assigned)
            if (value.Count > 0) values[key] = value;
        // What AWS says is in every request; the times are one time.
        foreach (var condition in _always.Value)
        {
            var domain = DomainOf(condition);
            if (domain.MayBeAbsent || values.ContainsKey(condition.Key)) continue;
            var sample = domain.Kind == ConditionKind.Date && TimeOf(values) is { } time && ConditionSolver.IsOf(time, domain) ? [time] : solver.Sample(domain);
            if (sample.Count > 0) values[condition.Key] = sample;
        }

        request = new PolicyRequest(Text(action), Text(resource), new RequestContext(values), withPrincipal ? Text(principal) : null);
        return LanguageAnswer.Found;

        static string Text(int[] word) => LanguageSolver.ToText(word, PolicyVariableValues.Default);
    }

    /// <summary>Values for the variables, likely ones first: what the conditions ask of them, any, what makes the patterns meet, none.</summary>
    private IEnumerable<Dictionary<string, IReadOnlyList<string>>> Assignments(PolicyPiece piece, List<string> keys)
    {
        var choices = keys.Select(key => new List<IReadOnlyList<string>>()).ToList();
        var meeting = Meeting(piece).ToList();
        for (var i = 0; i < keys.Count; i++)
        {
            var key = keys[i];
            KeyDomain There(PolicyCondition condition) => Domain(condition, piece.Actions) with { MayBeAbsent = false };
            var asked = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
            var solver = new ConditionSolver(There, _budget);
            var own = piece.Conditions.Where(demand => !demand.Condition.UsesVariables && demand.Condition.Key.Equals(key, StringComparison.OrdinalIgnoreCase)).ToList();
            if (own.Count > 0 && solver.Solve(own, asked) == LanguageAnswer.Found && asked.TryGetValue(key, out var values) && values.Count == 1) choices[i].Add(values);
            var facts = ConditionKey.Of(key.TrimStart(Other[0]));
            choices[i].Add(facts.Kind == ConditionKind.Text ? [PolicyVariableValues.Default(new PolicyVariable(key, null))] : solver.Sample(_facts.Candidate.Of(key, facts)));
            foreach (var (_, value) in meeting.Where(met => met.Variable.Key.Equals(key, StringComparison.OrdinalIgnoreCase)))
                if (choices[i].Count < 6 && !choices[i].Exists(known => known is [var only] && only == value)) choices[i].Add([value]);
            choices[i].Add([]);
        }

        // The first of each; then one other at a time; then what makes all patterns meet; then any.
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
            yield return keys.Select((key, i) => (key, Value: choices[i][index[i]])).ToDictionary(pair => pair.key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
            var at = 0;
            while (at < index.Length && ++index[at] == choices[at].Count) index[at++] = 0;
            if (at == index.Length) yield break;
        }

        Dictionary<string, IReadOnlyList<string>> With(int at, IReadOnlyList<string> other) =>
            keys.Select((key, i) => (key, Value: i == at ? other : choices[i][0])).ToDictionary(pair => pair.key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>What variables stand for where the patterns that they are in meet the others.</summary>
    private IEnumerable<(PolicyVariable Variable, string Value)> Meeting(PolicyPiece piece)
    {
        var groups = piece.Conditions.Where(demand => demand.Condition.Patterns is not null).GroupBy(demand => demand.Condition.Key, StringComparer.OrdinalIgnoreCase)
            .Select(key => key.Select(demand => demand.Holds != demand.Condition.Operator!.IsNegated ? demand.Condition.Patterns! : demand.Condition.Patterns!.Complement())
                .Concat(Domain(key.First().Condition, piece.Actions).Texts is { } texts ? [texts] : []).ToList());
        foreach (var sets in groups.Prepend([.. piece.Resources]).Where(sets => sets.Any(set => set.HasVariables)))
        {
            var any = sets.Select(set => set.IsNegated ? set.WithoutVariables() : set.WithAnyForVariables()).ToList();
            if (LanguageSolver.Solve(any, _budget, out var word) != LanguageAnswer.Found) continue;
            var text = LanguageSolver.ToText(word, PolicyVariableValues.Default);
            foreach (var glob in sets.Where(set => !set.IsNegated).SelectMany(set => set.Globs).Where(glob => glob.HasVariables))
                foreach (var found in LanguageSolver.ValuesFor(glob, text) ?? [])
                    yield return found;
        }
    }

    /// <summary>The context as a principal's requests bring it. What is open of the two principals' own keys is unknown.</summary>
    private RequestContext As(RequestContext context, RequestPrincipal? principal)
    {
        if (principal is null && !_areTwo) return context;
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in context.Values)
            if (!key.StartsWith(Other, StringComparison.Ordinal) && (!_areTwo || !RequestPrincipal.IsOwn(key))) values[key] = value;
        var open = new List<string>();
        foreach (var key in _ownKeys.Value)
        {
            if (principal?.ValuesOf(key) is { } known) values[key] = known;
            // What its values look like may have settled all that is asked of it: then any of them does.
            else if (_areTwo && !_stillAsked.Contains(key) && principal?.TextsOf(key) is { } texts && LanguageSolver.Solve([texts], _budget, out var word) == LanguageAnswer.Found)
                values[key] = [LanguageSolver.ToText(word, PolicyVariableValues.Default)];
            else if (_areTwo) open.Add(key);
        }

        if (principal is not null)
            foreach (var (key, value) in principal.Values) values.TryAdd(key, value);
        return new RequestContext(values, open);
    }

    /// <summary>The time in seconds is the time, and a session is no older than twelve hours and not of tomorrow.</summary>
    private static bool AreTimesTogether(Dictionary<string, IReadOnlyList<string>> values)
    {
        if (Ticks("aws:CurrentTime") is not { } now) return true;
        if (Ticks("aws:EpochTime") is { } epoch && epoch != now) return false;
        return Ticks("aws:TokenIssueTime") is not { } issued || (issued <= now && now - issued <= LongestSession);

        long? Ticks(string key) => values.TryGetValue(key, out var value) && value.Count == 1 && ConditionValues.TryDate(value[0], out var ticks) ? ticks : null;
    }

    /// <summary>A time that the request is about.</summary>
    private static string? TimeOf(Dictionary<string, IReadOnlyList<string>> values) => Times.Select(values.GetValueOrDefault).FirstOrDefault(time => time is { Count: 1 })?[0];

    private static bool IsTokenTime(string key) => key.Equals("aws:TokenIssueTime", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<PolicyStatement> Statements(PolicySet set) => set.Allows.Concat(set.Denies).Concat(set.BoundaryAllows ?? []);

    private static IEnumerable<PolicyVariable> Variables(PolicyStatement statement) => (statement.Resources?.Patterns.Globs ?? [])
        .Concat(statement.Conditions.SelectMany(condition => condition.Patterns?.Globs ?? [])).SelectMany(glob => glob.Variables());

    private IEnumerable<PolicyStatement> AllStatements() => Statements(_candidate).Concat(Statements(_reference));

    private IEnumerable<PolicyCondition> AllConditions() => AllStatements().SelectMany(statement => statement.Conditions);

    private IEnumerable<PolicyVariable> AllVariables() => AllStatements().SelectMany(Variables);

    private void Undecided(string reason) => _reason ??= reason;
}
