using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>
/// The permissions of a role: its policies, without what they deny, within its boundary. If context keys are not known, the result stays
/// unknown; it never becomes true or false.
/// </summary>
internal sealed class RoleGrants
{
    private static readonly PolicySet AllOfEverything =
        new([PolicyDocument.Parse("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""")]);

    /// <summary>A request for an action of no known service: a role that may make it can perform any action.</summary>
    private static readonly PolicyRequest Anything = new("zq7:anything", "arn:aws:zq7:zq7::anything", RequestContext.Empty);

    private readonly ExecutionRole _role;
    private readonly GrantView _view;
    private readonly Dictionary<string, GrantView> _passing = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RolePolicy> _policyOf;
    private readonly CancellationToken _cancellationToken;

    /// <param name="role">The role. Its documents are known.</param>
    /// <param name="parse">Reads a policy's document.</param>
    /// <param name="cancellationToken">Cancels the proofs.</param>
    /// <exception cref="PolicyFormatException">A document is not a valid policy.</exception>
    public RoleGrants(ExecutionRole role, Func<RolePolicy, PolicyDocument> parse, CancellationToken cancellationToken = default)
    {
        _role = role;
        _cancellationToken = cancellationToken;
        Facts = KnownContext.OfCode(role);
        Policies = [.. role.InlinePolicies.Concat(role.AttachedPolicies).Select(policy => (policy, parse(policy)))];
        Set = new PolicySet(Policies.Select(policy => policy.Document), role.PermissionsBoundary is { } bounding ? parse(bounding) : null);
        _view = ViewOf(Set);
        _policyOf = new Dictionary<string, RolePolicy>(ReferenceEqualityComparer.Instance);
        foreach (var (policy, document) in Policies)
            foreach (var statement in document.Statements) _policyOf.TryAdd(statement.Text, policy);
    }

    /// <summary>The role's policies, with their parsed documents.</summary>
    public IReadOnlyList<(RolePolicy Policy, PolicyDocument Document)> Policies { get; }

    /// <summary>The policies and the boundary, unchanged.</summary>
    public PolicySet Set { get; }

    /// <summary>The known context of the requests by the function's code.</summary>
    public RequestFacts Facts { get; }

    /// <summary>The statements under the known context of the role's requests.</summary>
    public GrantView View => _view;

    /// <summary>Whether the role can perform every action on every resource.</summary>
    public Grant Everything
    {
        get
        {
            var (verdict, statement, _) = PolicyEvaluator.Evaluate(_view.Possible, Anything);
            if (verdict == PolicyVerdict.Denied) return Grant.No;
            if (Prove(AllOfEverything, _view.Certain).Outcome == ProofOutcome.Proven) return new Grant(Truth.True, Anything, statement, []);
            return Prove(AllOfEverything, _view.Possible).Outcome == ProofOutcome.Proven
                ? new Grant(Truth.Unknown, Anything, statement, DependsOn([.. Set.Allows, .. Set.Denies, .. Set.BoundaryAllows ?? []]))
                : Grant.No;
        }
    }

    /// <summary>Returns whether the role may perform an action on any resource in a scope.</summary>
    /// <param name="action">The action, in any case.</param>
    /// <param name="scope">The resources.</param>
    /// <param name="passedTo">The service of iam:PassRole; null for other actions.</param>
    public Grant Some(string action, ResourceScope scope, string? passedTo = null) =>
        Some(action, scope, passedTo is null ? _view : Passing(passedTo));

    /// <inheritdoc cref="Some(string, ResourceScope, string?)"/>
    public Grant Some(string action, ResourceScope scope, GrantView view)
    {
        if (view.About(action) is not { } about) return Grant.No;
        var exact = Within(about.Exact, scope);
        var certain = ReferenceEquals(about.Certain, about.Exact) ? exact : Within(about.Certain, scope);
        var sure = Prove(certain, PolicySet.Nothing);
        if (sure is { Outcome: ProofOutcome.Refuted })
            return new Grant(Truth.True, sure.Witnesses[0].Request, sure.Witnesses[0].Allowing, []);
        var proof = ReferenceEquals(certain, exact) ? sure : Prove(exact, PolicySet.Nothing);
        return proof.Outcome == ProofOutcome.Proven
            ? Grant.No
            : new Grant(
                Truth.Unknown, proof.Witnesses.FirstOrDefault()?.Request, exact.Allows[0],
                DependsOn([.. exact.Allows, .. exact.Denies.Except(scope.Outside), .. exact.BoundaryAllows ?? []]));
    }

    /// <summary>Returns whether the function's code may make a request.</summary>
    public Grant May(string action, string resource, params (string Key, string? Value)[] known) =>
        Decide(known.Length == 0 ? _view : new GrantView(Set, KnownContext.OfCode(_role, known), _cancellationToken), action, resource);

    /// <summary>Returns the view of other policies, under the known context of the requests by the function's code.</summary>
    public GrantView ViewOf(PolicySet policies) => new(policies, Facts, _cancellationToken);

    /// <summary>Returns the decision of policies on a request.</summary>
    /// <param name="view">The policies.</param>
    /// <param name="action">The action.</param>
    /// <param name="resource">The resource.</param>
    /// <param name="principal">The caller, as a trust policy writes it; null for policies that do not name principals.</param>
    public static Grant Decide(GrantView view, string action, string resource, string? principal = null)
    {
        if (view.About(action) is not { } about) return Grant.No;
        var decision = PolicyEvaluator.Evaluate(about.Exact, new PolicyRequest(action, resource, RequestContext.Unknown, principal));
        return new Grant(
            decision.Verdict switch { PolicyVerdict.Allowed => Truth.True, PolicyVerdict.Depends => Truth.Unknown, _ => Truth.False },
            null, decision.Statement, decision.DependsOn);
    }

    /// <summary>Returns whether Lambda may make a request under the role, for a function's settings.</summary>
    public Grant Ask(string action, string resource, params (string Key, string? Value)[] known) =>
        Decide(ViewOfSetting(action, known), action, resource);

    /// <summary>
    /// Returns whether Lambda may perform an action under the role on any resource in a scope, for a function's settings.
    /// </summary>
    public Grant AskSome(string action, ResourceScope scope, params (string Key, string? Value)[] known) =>
        Some(action, scope, ViewOfSetting(action, known));

    /// <summary>
    /// Returns whether Lambda may perform an action under the role on every resource that a pattern matches, for a function's settings.
    /// </summary>
    public Truth Every(string action, string pattern, params (string Key, string? Value)[] known)
    {
        if (!pattern.Contains('*', StringComparison.Ordinal)) return Ask(action, pattern, known).Is;
        if (ViewOfSetting(action, known).About(action) is not { } view) return Truth.False;
        var wanted = new PolicySet([PolicyStatement.Of(PolicyEffect.Allow, action, [pattern])], [], null);
        return Prove(wanted, view.Certain).Outcome == ProofOutcome.Proven ? Truth.True
            : Prove(wanted, view.Possible).Outcome == ProofOutcome.Proven ? Truth.Unknown
            : Truth.False;
    }

    /// <summary>
    /// Returns true if one statement allows all of it, whatever else the request contains, and no deny or boundary affects it.
    /// </summary>
    public bool IsPlain(string action, string pattern)
    {
        var key = action.ToLowerInvariant();
        var resource = Glob.Parse(pattern, GlobSyntax.Wildcards);
        return Set.BoundaryAllows is null && Set.Denies.All(deny => deny.Actions.Patterns.Contains(key) != true)
            && Set.Allows.Any(allow => allow.Conditions.Count == 0 && !allow.IsUnknown && allow.Actions.Patterns.Contains(key) == true
                && (allow.Resources is not { } resources || (!resources.Patterns.HasVariables && resources.Patterns.Covers(resource))));
    }

    /// <summary>Returns the policy that contains a statement.</summary>
    public RolePolicy? PolicyOf(PolicyStatement statement) => _policyOf.GetValueOrDefault(statement.Text);

    private GrantView Passing(string service)
    {
        if (!_passing.TryGetValue(service, out var view))
            _passing[service] = view = new GrantView(Set, KnownContext.OfCode(_role, ("iam:PassedToService", service)), _cancellationToken);
        return view;
    }

    private GrantView ViewOfSetting(string action, (string Key, string? Value)[] known) =>
        new(Set, KnownContext.OfSetting(_role, action, known), _cancellationToken);

    /// <summary>Proves that some policies grant no more than others.</summary>
    public ProofResult Prove(PolicySet candidate, PolicySet reference) =>
        PolicyProver.GrantsNoMoreThan(candidate, reference, cancellationToken: _cancellationToken);

    /// <summary>Proves that another role has no more permissions than this one, each with its own identity.</summary>
    public ProofResult HoldsNoMore(RoleGrants other) =>
        PolicyProver.GrantsNoMoreThan(other.Set, other.Facts, Set, Facts, cancellationToken: _cancellationToken);

    /// <summary>Returns the statements of a set about the given resources.</summary>
    private static PolicySet Within(PolicySet set, ResourceScope scope) =>
        new(set.Allows, [.. set.Denies, .. scope.Outside], set.BoundaryAllows);

    private static List<string> DependsOn(IEnumerable<PolicyStatement> statements) =>
    [
        .. statements.SelectMany(statement => statement.Conditions.Select(condition => condition.Key).Concat(statement.UnknownElements)
                .Concat((statement.Resources?.Patterns.Globs ?? []).SelectMany(glob => glob.Variables()).Select(variable => variable.Key)))
            .Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase),
    ];
}
