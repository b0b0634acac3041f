using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>
/// What a role may do: its policies, less what they deny, within its boundary. Context keys that are not known keep an answer
/// unknown, never make it a yes or a no.
/// </summary>
internal sealed class RoleGrants
{
    private static readonly PolicySet AllOfEverything =
        new([PolicyDocument.Parse("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""")]);

    /// <summary>A request that no enumeration of services names: who may do this may do anything.</summary>
    private static readonly PolicyRequest Anything = new("zq7:anything", "arn:aws:zq7:zq7::anything", RequestContext.Empty);

    private readonly ExecutionRole _role;
    private readonly GrantView _view;
    private readonly Dictionary<string, GrantView> _passing = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RolePolicy> _policyOf;
    private readonly CancellationToken _cancellationToken;

    /// <param name="role">The role; its documents are known.</param>
    /// <param name="parse">Reads a policy's document.</param>
    /// <param name="cancellationToken">Ends the proofs.</param>
    /// <exception cref="PolicyFormatException">A document is none.</exception>
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

    /// <summary>The role's policies, read.</summary>
    public IReadOnlyList<(RolePolicy Policy, PolicyDocument Document)> Policies { get; }

    /// <summary>The policies and the boundary as they stand.</summary>
    public PolicySet Set { get; }

    /// <summary>What is known of the requests of the function's code.</summary>
    public RequestFacts Facts { get; }

    /// <summary>The statements under what is known of the role's requests.</summary>
    public GrantView View => _view;

    /// <summary>May it do everything on everything?</summary>
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

    /// <summary>May it do an action on some resource of a scope?</summary>
    /// <param name="action">The action, in any case.</param>
    /// <param name="scope">The resources.</param>
    /// <param name="passedTo">The service that iam:PassRole is asked for; null for other actions.</param>
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

    /// <summary>May the function's code make one request?</summary>
    public Grant May(string action, string resource, params (string Key, string? Value)[] known) =>
        Decide(known.Length == 0 ? _view : new GrantView(Set, KnownContext.OfCode(_role, known), _cancellationToken), action, resource);

    /// <summary>The view of other policies, under what is known of the requests of the function's code.</summary>
    public GrantView ViewOf(PolicySet policies) => new(policies, Facts, _cancellationToken);

    /// <summary>What policies say of one request.</summary>
    /// <param name="view">The policies.</param>
    /// <param name="action">The action.</param>
    /// <param name="resource">The resource.</param>
    /// <param name="principal">Who asks, as a trust policy writes it; null for policies that name nobody.</param>
    public static Grant Decide(GrantView view, string action, string resource, string? principal = null)
    {
        if (view.About(action) is not { } about) return Grant.No;
        var decision = PolicyEvaluator.Evaluate(about.Exact, new PolicyRequest(action, resource, RequestContext.Unknown, principal));
        return new Grant(
            decision.Verdict switch { PolicyVerdict.Allowed => Truth.True, PolicyVerdict.Depends => Truth.Unknown, _ => Truth.False },
            null, decision.Statement, decision.DependsOn);
    }

    /// <summary>May Lambda make one request under the role, for a function's settings?</summary>
    public Grant Ask(string action, string resource, params (string Key, string? Value)[] known) =>
        Decide(ViewOfSetting(action, known), action, resource);

    /// <summary>Does one statement, which asks for nothing else, allow it, with no deny and no boundary about it?</summary>
    public bool IsPlain(string action, string pattern) => IsPlain(action.ToLowerInvariant(), Glob.Parse(pattern, GlobSyntax.Wildcards));

    /// <summary>May Lambda do an action under the role on some resource of a scope, for a function's settings?</summary>
    public Grant AskSome(string action, ResourceScope scope, params (string Key, string? Value)[] known) =>
        Some(action, scope, ViewOfSetting(action, known));

    /// <summary>May Lambda do an action under the role on every resource that a pattern matches, for a function's settings?</summary>
    public Truth Every(string action, string pattern, params (string Key, string? Value)[] known)
    {
        if (!pattern.Contains('*', StringComparison.Ordinal)) return Ask(action, pattern, known).Is;
        if (ViewOfSetting(action, known).About(action) is not { } view) return Truth.False;
        var wanted = new PolicySet([PolicyStatement.Of(PolicyEffect.Allow, action, [pattern])], [], null);
        return Prove(wanted, view.Certain).Outcome == ProofOutcome.Proven ? Truth.True
            : Prove(wanted, view.Possible).Outcome == ProofOutcome.Proven ? Truth.Unknown
            : Truth.False;
    }

    /// <summary>One statement allows all of it, whatever else the request brings, and no deny and no boundary has to do with it.</summary>
    private bool IsPlain(string action, Glob resource) =>
        Set.BoundaryAllows is null && Set.Denies.All(deny => deny.Actions.Patterns.Contains(action) != true)
        && Set.Allows.Any(allow => allow.Conditions.Count == 0 && !allow.IsUnknown && allow.Actions.Patterns.Contains(action) == true
            && (allow.Resources is not { } resources || (!resources.Patterns.HasVariables && resources.Patterns.Covers(resource))));

    /// <summary>The policy that a statement stands in.</summary>
    public RolePolicy? PolicyOf(PolicyStatement statement) => _policyOf.GetValueOrDefault(statement.Text);

    private GrantView Passing(string service)
    {
        if (!_passing.TryGetValue(service, out var view))
            _passing[service] = view = new GrantView(Set, KnownContext.OfCode(_role, ("iam:PassedToService", service)), _cancellationToken);
        return view;
    }

    private GrantView ViewOfSetting(string action, (string Key, string? Value)[] known) =>
        new(Set, KnownContext.OfSetting(_role, action, known), _cancellationToken);

    /// <summary>Do some policies grant no more than others?</summary>
    public ProofResult Prove(PolicySet candidate, PolicySet reference) =>
        PolicyProver.GrantsNoMoreThan(candidate, reference, cancellationToken: _cancellationToken);

    /// <summary>Does another role hold no more than this one, each as itself?</summary>
    public ProofResult HoldsNoMore(RoleGrants other) =>
        PolicyProver.GrantsNoMoreThan(other.Set, other.Facts, Set, Facts, cancellationToken: _cancellationToken);

    /// <summary>What of a set is about some resources.</summary>
    private static PolicySet Within(PolicySet set, ResourceScope scope) =>
        new(set.Allows, [.. set.Denies, .. scope.Outside], set.BoundaryAllows);

    private static List<string> DependsOn(IEnumerable<PolicyStatement> statements) =>
    [
        .. statements.SelectMany(statement => statement.Conditions.Select(condition => condition.Key).Concat(statement.UnknownElements)
                .Concat((statement.Resources?.Patterns.Globs ?? []).SelectMany(glob => glob.Variables()).Select(variable => variable.Key)))
            .Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase),
    ];
}
