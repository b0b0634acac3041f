namespace LambdaRoleAudit.Policies;

/// <summary>One proof under way.</summary>
internal sealed class PolicyProof(PolicySet candidate, PolicySet reference, int mostWitnesses)
{
    /// <summary>How many pieces one box may be cut into.</summary>
    private const int MostPieces = 2_000;

    /// <summary>How many boxes may stay undecided before the rest is given up: each may have cost its whole budget.</summary>
    private const int MostUnknown = 20;

    /// <summary>An action is <c>service:Name</c>; "*" and "*:*" are the same.</summary>
    private static readonly GlobSet AnyAction = new([Glob.Parse("?*:?*", GlobSyntax.Wildcards)], isNegated: false);

    private static readonly GlobSet AnyText = new([Glob.Parse("?*", GlobSyntax.Wildcards)], isNegated: false);

    private readonly List<PolicyWitness> _witnesses = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _candidateDenies = candidate.Denies.Select(statement => statement.Canonical).ToHashSet(StringComparer.Ordinal);
    private string? _reason;
    private int _unknown;
    private int _pieces;

    private bool IsDone => _witnesses.Count >= mostWitnesses || _unknown >= MostUnknown;

    public ProofResult Run()
    {
        // What may be denied by the reference and not by the candidate; what must be allowed by the reference's policies, and
        // by its boundary. A boundary that is the candidate's too bounds both alike.
        var denies = reference.Denies.Where(deny => !_candidateDenies.Contains(deny.Canonical)).ToList();
        var isBoundedAlike = reference.Boundary is not null && reference.Boundary.Canonical == candidate.Boundary?.Canonical;
        var bounds = isBoundedAlike ? null : reference.BoundaryAllows;
        foreach (var box in Boxes())
        {
            foreach (var deny in denies)
            {
                if (IsDone) break;
                // The part of the box that the reference denies must be denied by the candidate.
                Take(box.And(deny), candidate.Denies);
            }

            if (!IsDone) Take(box, [.. candidate.Denies, .. reference.Allows]);
            if (!IsDone && bounds is not null) Take(box, [.. candidate.Denies, .. bounds]);
            if (IsDone) break;
        }

        return _witnesses.Count > 0 ? new ProofResult(ProofOutcome.Refuted, _witnesses, _reason)
            : _unknown > 0 ? new ProofResult(ProofOutcome.Unknown, [], _reason)
            : new ProofResult(ProofOutcome.Proven, [], null);
    }

    private IEnumerable<PolicyBox> Boxes()
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
        var cover = new List<PolicyStatement>(covers.Count);
        foreach (var statement in covers)
        {
            // The same statement, in whatever spelling, covers all of it.
            if (box.IsPartOf(statement)) return;
            if (!statement.IsUnknown) cover.Add(statement);
        }

        if (box.IsUnknown)
        {
            _unknown++;
            Undecided($"{box.Name}: it has elements that are not known.");
            return;
        }

        // What each covering statement says of resources, principals and conditions is asked once, not for each action.
        var whole = cover.Where(statement => box.IsWithinButForAction(statement)).ToList();
        foreach (var action in box.ActionPatterns)
        {
            if (whole.Exists(statement => statement.Actions.Patterns.Covers(action))) continue;
            var relevant = cover.Where(statement => !statement.Actions.Patterns.IsDisjointFrom(action)).ToList();
            foreach (var resource in box.ResourcePatterns)
            {
                if (IsDone) return;
                Take(box, action, resource, relevant);
            }
        }
    }

    private void Take(PolicyBox box, Glob action, Glob resource, List<PolicyStatement> relevant)
    {
        var piece = new PolicyPiece(
            [AnyAction, new GlobSet([action], isNegated: false), .. box.ActionSets],
            [AnyText, new GlobSet([resource], isNegated: false), .. box.ResourceSets],
            [AnyText, .. box.PrincipalSets],
            [.. box.Conditions.Select(condition => (condition, true))]);
        if (piece.IsEmpty) return;
        var here = relevant.Where(statement => statement.Resources?.Patterns.IsDisjointFrom(resource) != true).ToList();
        _pieces = 0;
        var outcome = Cut(piece, here, 0, action, resource, box);
        if (outcome == ProofOutcome.Unknown) _unknown++;
    }

    /// <summary>What is left of a piece after all statements from <paramref name="next"/> on.</summary>
    private ProofOutcome Cut(PolicyPiece piece, List<PolicyStatement> covers, int next, Glob action, Glob resource, PolicyBox box)
    {
        if (IsDone) return ProofOutcome.Refuted;
        if (++_pieces > MostPieces) return Undecided($"{box.Name}: too many statements overlap to be taken apart.");
        if (next == covers.Count) return Confirm(piece, box);

        var cover = covers[next];
        var outcome = ProofOutcome.Proven;

        // Outside the statement's actions; then, among its actions, outside its resources; and so on.
        if (!Split(cover.Actions.Patterns, action, piece.Actions, sets => piece with { Actions = sets })) return outcome;
        if (cover.Resources is { } resources && !Split(resources.Patterns, resource, piece.Resources, sets => piece with { Resources = sets })) return outcome;
        if (cover.Principals is { } principals && !Split(principals.Patterns, Glob.Everything, piece.Principals, sets => piece with { Principals = sets })) return outcome;
        foreach (var condition in cover.Conditions)
        {
            var outside = piece with { Conditions = [.. piece.Conditions, (condition, false)] };
            if (!outside.HasNoContext) outcome = Worse(outcome, Cut(outside, covers, next + 1, action, resource, box));
            if (IsDone) return outcome;
            piece = piece with { Conditions = [.. piece.Conditions, (condition, true)] };
            if (piece.HasNoContext) return outcome;
        }

        return outcome;

        // False where nothing of the piece is inside.
        bool Split(GlobSet set, Glob pattern, IReadOnlyList<GlobSet> sets, Func<IReadOnlyList<GlobSet>, PolicyPiece> with)
        {
            if (set.Covers(pattern)) return true;
            var outside = (IReadOnlyList<GlobSet>)[.. sets, set.Complement()];
            if (LanguageSolver.Solve(outside, out _) != LanguageAnswer.Empty)
                outcome = Worse(outcome, Cut(with(outside), covers, next + 1, action, resource, box));
            if (IsDone) return false;
            var inside = (IReadOnlyList<GlobSet>)[.. sets, set];
            if (LanguageSolver.Solve(inside, out _) == LanguageAnswer.Empty) return false;
            piece = with(inside);
            return true;
        }
    }

    /// <summary>Something may be left: a request out of it that the evaluator confirms, or the admission that none was found.</summary>
    private ProofOutcome Confirm(PolicyPiece piece, PolicyBox box)
    {
        var answer = piece.FindRequest(box.HasPrincipals, out var request);
        if (answer == LanguageAnswer.Empty) return ProofOutcome.Proven;
        if (request is null) return Undecided($"{box.Name}: {piece.Describe()} could not be decided.");
        var here = PolicyEvaluator.Evaluate(candidate, request);
        var there = PolicyEvaluator.Evaluate(reference, request);
        if (here.Verdict == PolicyVerdict.Denied) return answer == LanguageAnswer.Found && !piece.HasVariables
            ? Undecided($"{box.Name}: {request} was not confirmed.")
            : Undecided($"{box.Name}: its policy variables could not be compared.");
        if (here.Verdict == PolicyVerdict.Allowed && there.Verdict == PolicyVerdict.Denied)
        {
            if (_seen.Add(request.ToString())) _witnesses.Add(new PolicyWitness(request, here.Statement!, there.Statement));
            return ProofOutcome.Refuted;
        }

        var open = here.Verdict == PolicyVerdict.Depends ? here : there;
        return Undecided(open.Verdict == PolicyVerdict.Depends
            ? $"{open.Statement?.Name ?? box.Name}: it hangs on {string.Join(", ", open.DependsOn)}."
            : $"{box.Name}: its conditions could not be compared.");
    }

    private ProofOutcome Undecided(string reason)
    {
        _reason ??= reason;
        return ProofOutcome.Unknown;
    }

    private static ProofOutcome Worse(ProofOutcome one, ProofOutcome other) => one > other ? one : other;
}
