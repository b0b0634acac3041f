using System.Runtime.CompilerServices;

namespace LambdaRoleAudit.Policies;

/// <summary>The state of one proof.</summary>
internal sealed class PolicyProof
{
    /// <summary>How much of the work each piece may take before it has to wait for the others.</summary>
    private const long FirstShare = ProofBudget.Whole / 50;

    /// <summary>An action is <c>service:Name</c>; "*" and "*:*" are equivalent.</summary>
    private static readonly GlobSet AnyAction = new([Glob.Parse("?*:?*", GlobSyntax.Wildcards)], isNegated: false);

    private static readonly GlobSet AnyText = new([Glob.Parse("?*", GlobSyntax.Wildcards)], isNegated: false);

    private readonly ProofQuestion _question;
    private readonly WitnessSearch _search;
    private readonly ProofBudget _budget;
    private readonly int _mostWitnesses;
    private readonly List<PolicyWitness> _witnesses = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<PolicyStatement, IReadOnlyList<PolicyCondition>> _conditionsOf = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<(PolicyPiece Piece, List<PolicyStatement> Covers, PolicyBox Box)> _waiting = new();
    private string? _reason;

    public PolicyProof(
        PolicySet candidate, PolicySet reference, int mostWitnesses, (RequestFacts Candidate, RequestFacts Reference) facts,
        ProofBudget budget)
    {
        _question = new ProofQuestion(candidate, reference, facts, budget);
        _search = new WitnessSearch(_question);
        _mostWitnesses = mostWitnesses;
        _budget = budget;
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
            // Results that were already found stay valid; whether there are others is not known.
            _reason = e.Message;
        }

        return _witnesses.Count > 0 ? new ProofResult(ProofOutcome.Refuted, _witnesses, _reason)
            : _reason is not null ? new ProofResult(ProofOutcome.Unknown, [], _reason)
            : new ProofResult(ProofOutcome.Proven, [], null);
    }

    private void Search()
    {
        var (candidate, reference) = _question.Settle();

        // What the reference may deny and the candidate may not; what the reference's policies and its boundary must allow. A boundary that
        // the candidate also has limits both in the same way.
        var denies = reference.Denies.Where(deny => !candidate.Denies.Any(deny.IsSameAs)).ToList();
        var bounds = !_question.AreTwo && _question.Reference.Boundary is { } boundary
            && boundary.Canonical == _question.Candidate.Boundary?.Canonical
            ? null
            : reference.BoundaryAllows;
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

        // Pieces that took more than their share get the rest, in equal parts.
        while (_waiting.TryDequeue(out var hard))
        {
            if (IsDone) return;
            if (!TryCut(hard.Piece, hard.Covers, hard.Box, _budget.Left / (_waiting.Count + 1)))
                Undecided($"{hard.Box.Name}: too many statements overlap.");
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

    /// <summary>Removes statements from a box, and records what is left.</summary>
    private void Take(PolicyBox box, IReadOnlyList<PolicyStatement> covers)
    {
        if (IsDone) return;
        _budget.Spend(1 + (2 * covers.Count));
        // The same statement, however it is written, covers the entire box.
        foreach (var statement in covers)
            if (box.IsPartOf(statement)) return;

        var cover = covers.Where(statement => !statement.IsUnknown).ToList();
        // What each covering statement says about resources, principals and conditions is checked once, not for each action.
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
        var solver = new ConditionSolver(
            condition => _question.Domain(condition, box.ActionSets.Count == 0 ? [AnyAction] : box.ActionSets), _budget);
        return ConditionsOf(statement, box).All(condition => solver.Contradicts(box.Conditions, condition, holds: false));
    }

    private void Take(PolicyBox box, Glob action, Glob resource, List<PolicyStatement> relevant)
    {
        var piece = new PolicyPiece(
            [AnyAction, new GlobSet([action], isNegated: false), .. box.ActionSets],
            [AnyText, new GlobSet([resource], isNegated: false), .. box.ResourceSets],
            [PolicyPrincipals.Anyone, .. box.PrincipalSets],
            box.Conditions);
        if (IsEmpty(piece.Actions) || IsEmpty(piece.Resources) || (box.HasPrincipals && IsEmpty(piece.Principals)) || HasNoContext(piece))
            return;
        if (box.IsUnknown)
        {
            Undecided($"{box.Name}: it has unknown elements.");
            return;
        }

        if (piece.Conditions.Count > 0)
        {
            piece = piece with { Actions = [.. piece.Actions, .. _question.Scopes(piece)] };
            if (IsEmpty(piece.Actions)) return;
        }

        _budget.Spend(relevant.Count);
        var here = relevant.Where(statement => statement.Resources?.Patterns.IsDisjointFrom(resource) != true).ToList();
        if (!TryCut(piece, here, box, FirstShare)) _waiting.Enqueue((piece, here, box));
    }

    /// <summary>Returns false if this takes more work than that.</summary>
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

    /// <summary>Finds what is left of a piece after all statements from <paramref name="next"/> on.</summary>
    private void Cut(PolicyPiece piece, List<PolicyStatement> covers, int next, PolicyBox box)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new ProofBudgetException("The policies have too many statements that overlap.");
        for (; next < covers.Count && !IsDone; next++)
        {
            var cover = covers[next];
            if (IsOutside(piece, cover, box)) continue;

            // First the part outside the statement's actions; then, among its actions, the part outside its resources; and so on.
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
                var solver = _question.Solver(piece);
                if (solver.Contradicts(piece.Conditions, condition, holds: false)) continue;
                Cut(piece with { Conditions = [.. piece.Conditions, (condition, false)] }, covers, next + 1, box);
                if (solver.Contradicts(piece.Conditions, condition, holds: true)) return;
                piece = piece with { Conditions = [.. piece.Conditions, (condition, true)] };
            }

            return;
        }

        if (!IsDone) Confirm(piece, box);
    }

    /// <summary>Returns true if certainly nothing of the piece is in the statement.</summary>
    private bool IsOutside(PolicyPiece piece, PolicyStatement cover, PolicyBox box)
    {
        _budget.Spend(4);
        if (!IsWithin(piece.Actions, cover.Actions.Patterns) && IsEmpty([.. piece.Actions, cover.Actions.Patterns])) return true;
        if (cover.Resources is { } resources && !IsWithin(piece.Resources, resources.Patterns)
            && IsEmpty([.. piece.Resources, resources.Patterns])) return true;
        if (cover.Principals is { } principals && !IsWithin(piece.Principals, principals.Patterns)
            && IsEmpty([.. piece.Principals, principals.Patterns])) return true;
        if (cover.Conditions.Count == 0 && cover.Resources?.IsNot != true) return false;
        var solver = _question.Solver(piece with { Actions = [.. piece.Actions, cover.Actions.Patterns] });
        return ConditionsOf(cover, box).Any(condition => solver.Contradicts(piece.Conditions, condition, holds: true));
    }

    /// <summary>
    /// Returns true if certainly everything in the sets is in another set: that set has everything that the single pattern of one of them
    /// matches.
    /// </summary>
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

    /// <summary>Returns the part outside a set; null if there is none.</summary>
    private IReadOnlyList<GlobSet>? Outside(IReadOnlyList<GlobSet> sets, GlobSet set)
    {
        if (IsWithin(sets, set)) return null;
        IReadOnlyList<GlobSet> outside = [.. sets, set.Complement()];
        return IsEmpty(outside) ? null : outside;
    }

    private bool IsEmpty(IReadOnlyList<GlobSet> sets) => LanguageSolver.AreDisjoint(sets, _budget);

    private bool HasNoContext(PolicyPiece piece) =>
        piece.Conditions.Count > 0 && _question.Solver(piece).Solve(piece.Conditions, []) == LanguageAnswer.Empty;

    /// <summary>
    /// Returns a statement's conditions and, if its NotResource has variables, the condition that these have values. AWS does not document
    /// whether the statement matches without them, but it does the same for the same patterns.
    /// </summary>
    private IReadOnlyList<PolicyCondition> ConditionsOf(PolicyStatement statement, PolicyBox box)
    {
        if (statement.Resources is not { IsNot: true } resources || !resources.Patterns.HasVariables || box.IsAsOpenAs(resources))
            return statement.Conditions;
        if (_conditionsOf.TryGetValue(statement, out var known)) return known;
        return _conditionsOf[statement] =
        [
            .. statement.Conditions,
            .. resources.Patterns.Globs.SelectMany(glob => glob.Variables()).Where(variable => variable.Default is null)
                .Select(variable => variable.Key).Distinct(StringComparer.Ordinal)
                .Select(key => new PolicyCondition("Null", ConditionOperator.Find("Null"), key, ["false"], usesVariables: false)),
        ];
    }
    /// <summary>
    /// Handles a piece that may be left: finds a request in it that the evaluator confirms, or records that none was found.
    /// </summary>
    private void Confirm(PolicyPiece piece, PolicyBox box)
    {
        if (IsEmpty([.. piece.Actions, .. _question.Scopes(piece)])) return;
        if (_search.Find(piece, box, out var reason) is not { } witness)
        {
            if (reason is not null) Undecided(reason);
        }
        else if (_seen.Add(witness.Request.ToString()))
        {
            _witnesses.Add(witness);
        }
    }

    private void Undecided(string reason) => _reason ??= reason;
}
