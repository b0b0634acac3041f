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

    /// <param name="role">The role; its documents are known.</param>
    /// <param name="parse">Reads a policy's document.</param>
    /// <exception cref="PolicyFormatException">A document is none.</exception>
    public RoleGrants(ExecutionRole role, Func<RolePolicy, PolicyDocument> parse)
    {
        _role = role;
        Policies = [.. role.InlinePolicies.Concat(role.AttachedPolicies).Select(policy => (policy, parse(policy)))];
        Set = new PolicySet(Policies.Select(policy => policy.Document), role.PermissionsBoundary is { } bounding ? parse(bounding) : null);
        Known = KnownContext.Of(role);
        _view = new GrantView(Set, Known);
        _policyOf = new Dictionary<string, RolePolicy>(ReferenceEqualityComparer.Instance);
        foreach (var (policy, document) in Policies)
            foreach (var statement in document.Statements) _policyOf.TryAdd(statement.Text, policy);
    }

    /// <summary>The role's policies, read.</summary>
    public IReadOnlyList<(RolePolicy Policy, PolicyDocument Document)> Policies { get; }

    /// <summary>The policies and the boundary as they stand.</summary>
    public PolicySet Set { get; }

    /// <summary>The statements under what is known of the role's requests.</summary>
    public GrantView View => _view;

    /// <summary>What is known of the role's requests.</summary>
    public RequestContext Known { get; }

    /// <summary>May it do everything on everything?</summary>
    public Grant Everything
    {
        get
        {
            var (verdict, statement, _) = PolicyEvaluator.Evaluate(_view.Possible, Anything);
            if (verdict == PolicyVerdict.Denied) return Grant.No;
            if (PolicyProver.GrantsNoMoreThan(AllOfEverything, _view.Certain).Outcome == ProofOutcome.Proven) return new Grant(Truth.True, Anything, statement, []);
            return PolicyProver.GrantsNoMoreThan(AllOfEverything, _view.Possible).Outcome == ProofOutcome.Proven
                ? new Grant(Truth.Unknown, Anything, statement, DependsOn([.. Set.Allows, .. Set.Denies, .. Set.BoundaryAllows ?? []]))
                : Grant.No;
        }
    }

    /// <summary>May it do an action on some resource of a scope?</summary>
    /// <param name="action">The action, in any case.</param>
    /// <param name="scope">The resources.</param>
    /// <param name="passedTo">The service that iam:PassRole is asked for; null for other actions.</param>
    public Grant Some(string action, ResourceScope scope, string? passedTo = null) => Some(action, scope, passedTo is null ? _view : Passing(passedTo));

    /// <summary>The statements under what is known of some requests besides.</summary>
    public GrantView ViewWith(params (string Key, string? Value)[] known) => known.Length == 0 ? _view : new GrantView(Set, KnownContext.Of(_role, known));

    /// <inheritdoc cref="Some(string, ResourceScope, string?)"/>
    public static Grant Some(string action, ResourceScope scope, GrantView view)
    {
        var exact = Only(view.Exact, action, scope);
        if (exact is null) return Grant.No;
        var certain = ReferenceEquals(view.Certain, view.Exact) ? exact : Only(view.Certain, action, scope);
        var sure = certain is null ? null : PolicyProver.GrantsNoMoreThan(certain, PolicySet.Nothing);
        if (sure is { Outcome: ProofOutcome.Refuted }) return new Grant(Truth.True, sure.Witnesses[0].Request, sure.Witnesses[0].Allowing, []);
        var proof = ReferenceEquals(certain, exact) ? sure! : PolicyProver.GrantsNoMoreThan(exact, PolicySet.Nothing);
        return proof.Outcome == ProofOutcome.Proven
            ? Grant.No
            : new Grant(Truth.Unknown, proof.Witnesses.FirstOrDefault()?.Request, exact.Allows[0], DependsOn([.. exact.Allows, .. exact.Denies.Except(scope.Outside), .. exact.BoundaryAllows ?? []]));
    }

    /// <summary>May it make one request?</summary>
    public Grant Ask(string action, string resource, params (string Key, string? Value)[] known)
    {
        var decision = PolicyEvaluator.Evaluate(Set, new PolicyRequest(action, resource, known.Length == 0 ? Known : KnownContext.Of(_role, known)));
        return new Grant(
            decision.Verdict switch { PolicyVerdict.Allowed => Truth.True, PolicyVerdict.Depends => Truth.Unknown, _ => Truth.False },
            null, decision.Statement, decision.DependsOn);
    }

    /// <summary>May it do an action on every resource that a pattern matches?</summary>
    public Truth Every(string action, string pattern, params (string Key, string? Value)[] known)
    {
        if (!pattern.Contains('*', StringComparison.Ordinal)) return Ask(action, pattern, known).Is;
        if (known.Length == 0 && IsPlain(action.ToLowerInvariant(), Glob.Parse(pattern, GlobSyntax.Wildcards))) return Truth.True;
        var view = ViewWith(known);
        var wanted = new PolicySet([PolicyDocument.Parse(System.Text.Json.JsonSerializer.Serialize(new { Version = PolicyDocument.DefaultVersion, Statement = new { Effect = "Allow", Action = action, Resource = pattern } }))]);
        return PolicyProver.GrantsNoMoreThan(wanted, view.Certain).Outcome == ProofOutcome.Proven ? Truth.True
            : PolicyProver.GrantsNoMoreThan(wanted, view.Possible).Outcome == ProofOutcome.Proven ? Truth.Unknown
            : Truth.False;
    }

    /// <summary>One statement allows all of it, whatever else the request brings, and no deny and no boundary has to do with it.</summary>
    private bool IsPlain(string action, Glob resource) =>
        Set.BoundaryAllows is null && Set.Denies.All(deny => deny.Actions.Patterns.Contains(action) != true)
        && _view.Certain.Allows.Any(allow => allow.Actions.Patterns.Contains(action) == true && allow.Resources?.Patterns.Covers(resource) != false);

    /// <summary>The policy that a statement stands in.</summary>
    public RolePolicy? PolicyOf(PolicyStatement statement) => _policyOf.GetValueOrDefault(statement.Text);

    private GrantView Passing(string service)
    {
        if (!_passing.TryGetValue(service, out var view)) _passing[service] = view = new GrantView(Set, KnownContext.Of(_role, ("iam:PassedToService", service)));
        return view;
    }

    /// <summary>What of a set is about one action and some resources; null where nothing of it can be allowed.</summary>
    private static PolicySet? Only(PolicySet set, string action, ResourceScope scope)
    {
        var key = action.ToLowerInvariant();
        var literal = new PolicyElement(false, [action], new GlobSet([Glob.Parse(key, GlobSyntax.None)], isNegated: false));
        var allows = About(set.Allows);
        if (allows.Count == 0) return null;
        var bounds = set.BoundaryAllows is { } all ? About(all) : null;
        return bounds is { Count: 0 } ? null : new PolicySet(allows, [.. About(set.Denies), .. scope.Outside], bounds);

        List<PolicyStatement> About(IReadOnlyList<PolicyStatement> statements) =>
            [.. statements.Where(statement => statement.Actions.Patterns.Contains(key) == true).Select(statement => statement.With(literal, statement.Resources, statement.Conditions))];
    }

    private static List<string> DependsOn(IEnumerable<PolicyStatement> statements) =>
    [
        .. statements.SelectMany(statement => statement.Conditions.Select(condition => condition.Key).Concat(statement.UnknownElements)
                .Concat((statement.Resources?.Patterns.Globs ?? []).SelectMany(glob => glob.Variables()).Select(variable => variable.Key)))
            .Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase),
    ];
}
