namespace LambdaRoleAudit.Policies;

/// <summary>One statement of a policy document.</summary>
public sealed class PolicyStatement
{
    private readonly Lazy<string> _canonical;

    internal PolicyStatement(
        string? sid, PolicyEffect effect, PolicyElement? principals, PolicyElement actions, PolicyElement? resources,
        IReadOnlyList<PolicyCondition> conditions, IReadOnlyList<string> unknownElements, bool usesVariables, string path, string text)
    {
        Sid = sid;
        Effect = effect;
        Principals = principals;
        Actions = actions;
        Resources = resources;
        Conditions = conditions;
        UnknownElements = unknownElements;
        UsesVariables = usesVariables;
        Path = path;
        Text = text;
        _canonical = new Lazy<string>(() => PolicyCanonical.Of(this));
    }

    /// <summary>A statement that no document has: what a proof is asked about.</summary>
    /// <param name="effect">Allow or Deny.</param>
    /// <param name="action">The action or a pattern, in any case.</param>
    /// <param name="resources">Patterns.</param>
    /// <param name="isNot">All resources but those.</param>
    internal static PolicyStatement Of(PolicyEffect effect, string action, IReadOnlyList<string> resources, bool isNot = false)
    {
        var actions = new PolicyElement(
            false, [action], new GlobSet([Glob.Parse(action.ToLowerInvariant(), GlobSyntax.Wildcards)], isNegated: false));
        var patterns = new GlobSet([.. resources.Select(resource => Glob.Parse(resource, GlobSyntax.Wildcards))], isNot);
        return new PolicyStatement(
            null, effect, null, actions, new PolicyElement(isNot, resources, patterns), [], [], usesVariables: false, "$", "");
    }

    /// <summary>Its id; null where it has none.</summary>
    public string? Sid { get; }

    /// <summary>Allow or Deny.</summary>
    public PolicyEffect Effect { get; }

    /// <summary>Principal or NotPrincipal; null in identity policies, which have none.</summary>
    public PolicyElement? Principals { get; }

    /// <summary>Action or NotAction.</summary>
    public PolicyElement Actions { get; }

    /// <summary>Resource or NotResource; null in trust policies, which have none.</summary>
    public PolicyElement? Resources { get; }

    /// <summary>What must hold besides: all of them.</summary>
    public IReadOnlyList<PolicyCondition> Conditions { get; }

    /// <summary>JSON paths of what the policy language of this version does not have. What such a statement matches is unknown.</summary>
    public IReadOnlyList<string> UnknownElements { get; }

    /// <summary>The document's version replaces policy variables, and the statement has some.</summary>
    public bool UsesVariables { get; }

    /// <summary>Where it stands in its document: <c>$.Statement[0]</c>.</summary>
    public string Path { get; }

    /// <summary>Its JSON, as the document writes it.</summary>
    public string Text { get; }

    /// <summary>Its Sid where it has one, else where it stands.</summary>
    public string Name => string.IsNullOrEmpty(Sid) ? Path : Sid;

    /// <summary>The same for every way of writing the same statement.</summary>
    internal string Canonical => _canonical.Value;

    /// <summary>
    /// It says the same, in whatever spelling: as if the canonical texts were equal, but seen without writing them. Of what is not
    /// understood, the text must be the same too.
    /// </summary>
    internal bool IsSameAs(PolicyStatement other)
    {
        if (ReferenceEquals(this, other)) return true;
        return Effect == other.Effect && UsesVariables == other.UsesVariables && IsUnknown == other.IsUnknown
            && (!IsUnknown || Text == other.Text)
            && IsSame(Actions, other.Actions) && IsSame(Resources, other.Resources) && IsSame(Principals, other.Principals)
            && (Conditions.Count == 0 ? other.Conditions.Count == 0 : Says(other) && other.Says(this));

        static bool IsSame(PolicyElement? one, PolicyElement? other) =>
            one is null ? other is null : other is not null && one.Patterns.IsSameAs(other.Patterns);
    }

    /// <summary>Part of what it says is not understood.</summary>
    internal bool IsUnknown => UnknownElements.Count > 0;

    /// <summary>The same statement on other actions and resources, under other conditions.</summary>
    internal PolicyStatement With(
        PolicyElement actions, PolicyElement? resources, IReadOnlyList<PolicyCondition> conditions,
        IReadOnlyList<string>? unknownElements = null) =>
        new(Sid, Effect, Principals, actions, resources, conditions, unknownElements ?? UnknownElements, UsesVariables, Path, Text);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Every condition of another statement is one of its own.</summary>
    private bool Says(PolicyStatement other)
    {
        foreach (var condition in other.Conditions)
        {
            var isSaid = false;
            for (var i = 0; i < Conditions.Count && !isSaid; i++) isSaid = Conditions[i].IsSameAs(condition);
            if (!isSaid) return false;
        }

        return true;
    }
}
