namespace LambdaRoleAudit.Policies;

/// <summary>One line of a Condition block: an operator, a key, and the values of which one must match.</summary>
public sealed class PolicyCondition
{
    private readonly Lazy<GlobSet?> _patterns;
    private readonly Lazy<string> _canonical;
    private readonly Lazy<ConditionKey> _facts;
    private readonly bool _isChanged;

    internal PolicyCondition(
        string operatorText, ConditionOperator? @operator, string key, IReadOnlyList<string> values, bool usesVariables)
    {
        OperatorText = operatorText;
        Operator = @operator;
        Key = key;
        Values = values;
        UsesVariables = usesVariables && values.Any(value => value.Contains("${", StringComparison.Ordinal));
        _patterns = new Lazy<GlobSet?>(() => Operator?.Patterns(Values, UsesVariables));
        _canonical = new Lazy<string>(() => PolicyCanonical.Of(this));
        _facts = new Lazy<ConditionKey>(() => ConditionKey.Of(Key));
    }

    private PolicyCondition(PolicyCondition of, string key, GlobSet? patterns)
        : this(of.OperatorText, of.Operator, key, of.Values, of.UsesVariables)
    {
        // The values stand for what they were; the patterns decide.
        _isChanged = true;
        _patterns = new Lazy<GlobSet?>(patterns);
        UsesVariables = patterns?.HasVariables == true;
        _canonical = new Lazy<string>(() =>
            $"{OperatorText} {Key} {string.Join('\n', (patterns?.Globs ?? []).Select(glob => glob.Key).Order(StringComparer.Ordinal))}");
        _facts = of._facts;
    }

    /// <summary>The operator as the document writes it, with its prefix and suffix: <c>ForAllValues:StringLikeIfExists</c>.</summary>
    public string OperatorText { get; }

    /// <summary>The context key, as written. Keys are compared without regard to case.</summary>
    public string Key { get; }

    /// <summary>The values, as text, in the document's order.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>True where IAM has no operator of this name: what it would mean is unknown.</summary>
    public bool IsUnknownOperator => Operator is null;

    /// <summary>
    /// A value whose meaning AWS does not say: none of the operator's type ("10.1" for an address, a date beyond the year
    /// 9999), or an ARN pattern with fewer than six components. They are "checked separately"; what becomes of those that are
    /// missing is not said.
    /// </summary>
    internal bool HasUnknownValues => Operator is { } @operator && Values.Any(value => @operator.Kind == ConditionKind.Arn
        ? value != "*" && value.Count(c => c == ':') < 5 && !value.Contains("${", StringComparison.Ordinal)
        : !ConditionValues.IsOfKind(value, @operator.Kind));

    internal ConditionOperator? Operator { get; }

    /// <summary>A value holds policy variables, and the document's version replaces them.</summary>
    internal bool UsesVariables { get; }

    /// <summary>What AWS says of its key.</summary>
    internal ConditionKey Facts => _facts.Value;

    /// <summary>The same condition with other patterns, and on a key of another name.</summary>
    internal PolicyCondition With(string key, GlobSet? patterns) => new(this, key, patterns);

    /// <summary>The values as patterns, where the operator compares texts.</summary>
    internal GlobSet? Patterns => _patterns.Value;

    /// <summary>The same for every way of writing the same condition.</summary>
    internal string Canonical => _canonical.Value;

    /// <summary>
    /// It says the same, in whatever spelling: as if the canonical texts were equal, but mostly seen without writing them.
    /// </summary>
    internal bool IsSameAs(PolicyCondition other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (UsesVariables != other.UsesVariables || Operator != other.Operator
            || !Key.Equals(other.Key, StringComparison.OrdinalIgnoreCase)) return false;
        if (!_isChanged && !other._isChanged && Values.Count == 1 && other.Values.Count == 1)
            return Values[0] == other.Values[0] && (Operator is not null || OperatorText == other.OperatorText);
        return Canonical == other.Canonical;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{OperatorText} {Key} {string.Join(", ", Values)}";
}
