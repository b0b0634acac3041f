namespace LambdaRoleAudit.Policies;

/// <summary>One line of a Condition block: an operator, a key, and values of which one must match.</summary>
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
        // The values are the original ones; the patterns decide.
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

    /// <summary>True if IAM does not have an operator with this name. Its meaning is then unknown.</summary>
    public bool IsUnknownOperator => Operator is null;

    /// <summary>
    /// True if AWS does not document the meaning of a value: it is not of the operator's type ("10.1" for an address, a date after the year
    /// 9999), or it is an ARN pattern with fewer than six components. Components are "checked separately"; what happens to missing ones is
    /// not documented.
    /// </summary>
    internal bool HasUnknownValues => Operator is { } @operator && Values.Any(value => @operator.Kind == ConditionKind.Arn
        ? value != "*" && value.Count(c => c == ':') < 5 && !value.Contains("${", StringComparison.Ordinal)
        : !ConditionValues.IsOfKind(value, @operator.Kind));

    internal ConditionOperator? Operator { get; }

    /// <summary>True if a value contains policy variables and the version of the document replaces them.</summary>
    internal bool UsesVariables { get; }

    /// <summary>The documented properties of the key.</summary>
    internal ConditionKey Facts => _facts.Value;

    /// <summary>Returns the condition with other patterns, and on a key with another name.</summary>
    internal PolicyCondition With(string key, GlobSet? patterns) => new(this, key, patterns);

    /// <summary>The values as patterns, if the operator compares texts.</summary>
    internal GlobSet? Patterns => _patterns.Value;

    /// <summary>A text that is the same for every way of writing the condition.</summary>
    internal string Canonical => _canonical.Value;

    /// <summary>
    /// Returns true if the other condition says the same, however it is written. The result is the same as for comparing the canonical
    /// texts, usually without creating them.
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
