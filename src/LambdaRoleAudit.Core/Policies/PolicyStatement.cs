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

    /// <summary>Creates a statement that is not in any document, for a question to a proof.</summary>
    /// <param name="effect">Allow or Deny.</param>
    /// <param name="action">The action or a pattern, in any case.</param>
    /// <param name="resources">The patterns.</param>
    /// <param name="isNot">True for all resources except those.</param>
    internal static PolicyStatement Of(PolicyEffect effect, string action, IReadOnlyList<string> resources, bool isNot = false)
    {
        var actions = new PolicyElement(
            false, [action], new GlobSet([Glob.Parse(action.ToLowerInvariant(), GlobSyntax.Wildcards)], isNegated: false));
        var patterns = new GlobSet([.. resources.Select(resource => Glob.Parse(resource, GlobSyntax.Wildcards))], isNot);
        return new PolicyStatement(
            null, effect, null, actions, new PolicyElement(isNot, resources, patterns), [], [], usesVariables: false, "$", "");
    }

    /// <summary>The statement's id; null if it has none.</summary>
    public string? Sid { get; }

    /// <summary>Allow or Deny.</summary>
    public PolicyEffect Effect { get; }

    /// <summary>Principal or NotPrincipal; null in identity policies.</summary>
    public PolicyElement? Principals { get; }

    /// <summary>Action or NotAction.</summary>
    public PolicyElement Actions { get; }

    /// <summary>Resource or NotResource; null in trust policies.</summary>
    public PolicyElement? Resources { get; }

    /// <summary>The conditions, all of which must be met.</summary>
    public IReadOnlyList<PolicyCondition> Conditions { get; }

    /// <summary>
    /// The JSON paths of elements that this version of the policy language does not have. It is unknown what such a statement matches.
    /// </summary>
    public IReadOnlyList<string> UnknownElements { get; }

    /// <summary>True if the document's version replaces policy variables and the statement has some.</summary>
    public bool UsesVariables { get; }

    /// <summary>The statement's position in its document: <c>$.Statement[0]</c>.</summary>
    public string Path { get; }

    /// <summary>The statement's JSON, as the document writes it.</summary>
    public string Text { get; }

    /// <summary>The statement's Sid if it has one, otherwise its position.</summary>
    public string Name => string.IsNullOrEmpty(Sid) ? Path : Sid;

    /// <summary>A text that is the same for every way of writing the statement.</summary>
    internal string Canonical => _canonical.Value;

    /// <summary>
    /// Returns true if the other statement says the same, however it is written. The result is the same as for comparing the canonical
    /// texts, without creating them. For elements that are not understood, the text must also be the same.
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

    /// <summary>True if a part of the statement is not understood.</summary>
    internal bool IsUnknown => UnknownElements.Count > 0;

    /// <summary>Returns the statement with other actions and resources, and under other conditions.</summary>
    internal PolicyStatement With(
        PolicyElement actions, PolicyElement? resources, IReadOnlyList<PolicyCondition> conditions,
        IReadOnlyList<string>? unknownElements = null) =>
        new(Sid, Effect, Principals, actions, resources, conditions, unknownElements ?? UnknownElements, UsesVariables, Path, Text);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Returns true if every condition of another statement is one of this statement's conditions.</summary>
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
