namespace LambdaRoleAudit.Policies;

/// <summary>The kind of value that an operator compares.</summary>
internal enum ConditionKind
{
    Text,
    Arn,
    Numeric,
    Date,
    Bool,
    Binary,
    Ip,
    Null,
}

/// <summary>How a key with several values is compared (IAM user guide, "Multivalued context keys").</summary>
internal enum ConditionQuantifier
{
    None,
    ForAllValues,
    ForAnyValue,
}

/// <summary>How an ordered value must relate to the policy's value.</summary>
internal enum ConditionOrder
{
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>A condition operator (IAM user guide, "IAM JSON policy elements: Condition operators").</summary>
internal sealed record ConditionOperator(
    string Name, ConditionKind Kind, ConditionOrder Order, bool IsNegated, bool HasWildcards, bool IgnoresCase,
    ConditionQuantifier Quantifier = ConditionQuantifier.None, bool IfExists = false)
{
    private const string IfExistsSuffix = "IfExists";

    private static readonly Dictionary<string, ConditionOperator> Known = new[]
    {
        Text("StringEquals"), Text("StringNotEquals", isNegated: true),
        Text("StringEqualsIgnoreCase", ignoresCase: true), Text("StringNotEqualsIgnoreCase", isNegated: true, ignoresCase: true),
        Text("StringLike", hasWildcards: true), Text("StringNotLike", isNegated: true, hasWildcards: true),
        Ordered("NumericEquals", ConditionKind.Numeric), Ordered("NumericNotEquals", ConditionKind.Numeric, isNegated: true),
        Ordered("NumericLessThan", ConditionKind.Numeric, ConditionOrder.Less),
        Ordered("NumericLessThanEquals", ConditionKind.Numeric, ConditionOrder.LessOrEqual),
        Ordered("NumericGreaterThan", ConditionKind.Numeric, ConditionOrder.Greater),
        Ordered("NumericGreaterThanEquals", ConditionKind.Numeric, ConditionOrder.GreaterOrEqual),
        Ordered("DateEquals", ConditionKind.Date), Ordered("DateNotEquals", ConditionKind.Date, isNegated: true),
        Ordered("DateLessThan", ConditionKind.Date, ConditionOrder.Less),
        Ordered("DateLessThanEquals", ConditionKind.Date, ConditionOrder.LessOrEqual),
        Ordered("DateGreaterThan", ConditionKind.Date, ConditionOrder.Greater),
        Ordered("DateGreaterThanEquals", ConditionKind.Date, ConditionOrder.GreaterOrEqual),
        Ordered("Bool", ConditionKind.Bool), Ordered("BinaryEquals", ConditionKind.Binary),
        Ordered("IpAddress", ConditionKind.Ip), Ordered("NotIpAddress", ConditionKind.Ip, isNegated: true),
        // "ArnEquals and ArnLike behave identically", and so do their negations (the same page).
        Arn("ArnEquals"), Arn("ArnLike"), Arn("ArnNotEquals", isNegated: true), Arn("ArnNotLike", isNegated: true),
        Ordered("Null", ConditionKind.Null),
    }.ToDictionary(o => o.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the operator with the given name; null if IAM does not have it.</summary>
    public static ConditionOperator? Find(string text)
    {
        var quantifier = ConditionQuantifier.None;
        var name = text;
        foreach (var candidate in (ConditionQuantifier[])[ConditionQuantifier.ForAllValues, ConditionQuantifier.ForAnyValue])
        {
            if (!name.StartsWith($"{candidate}:", StringComparison.OrdinalIgnoreCase)) continue;
            quantifier = candidate;
            name = name[(candidate.ToString().Length + 1)..];
            break;
        }

        var ifExists = name.EndsWith(IfExistsSuffix, StringComparison.OrdinalIgnoreCase);
        if (ifExists) name = name[..^IfExistsSuffix.Length];
        // "You can add IfExists to the end of any condition operator name except the Null condition".
        if (!Known.TryGetValue(name, out var found) || (ifExists && found.Kind == ConditionKind.Null)) return null;
        return quantifier == ConditionQuantifier.None && !ifExists ? found : found with { Quantifier = quantifier, IfExists = ifExists };
    }

    /// <summary>Returns the name as AWS writes it.</summary>
    public override string ToString() =>
        $"{(Quantifier == ConditionQuantifier.None ? "" : $"{Quantifier}:")}{Name}{(IfExists ? IfExistsSuffix : "")}";

    /// <summary>Returns policy values as patterns, for operators on texts; null for all other operators.</summary>
    public GlobSet? Patterns(IReadOnlyList<string> values, bool withVariables)
    {
        var syntax = Kind switch
        {
            ConditionKind.Text => HasWildcards ? GlobSyntax.Wildcards : GlobSyntax.None,
            ConditionKind.Arn => GlobSyntax.Wildcards | GlobSyntax.ArnParts,
            // One text for the same bytes.
            ConditionKind.Binary => GlobSyntax.None,
            _ => (GlobSyntax?)null,
        };
        if (syntax is not { } chosen) return null;
        if (IgnoresCase) chosen |= GlobSyntax.IgnoreCase;
        if (withVariables) chosen |= GlobSyntax.Variables;
        return new GlobSet([.. values.Select(value => Glob.Parse(value, chosen))], isNegated: false);
    }

    private static ConditionOperator Text(string name, bool isNegated = false, bool hasWildcards = false, bool ignoresCase = false) =>
        new(name, ConditionKind.Text, ConditionOrder.Equal, isNegated, hasWildcards, ignoresCase);

    private static ConditionOperator Arn(string name, bool isNegated = false) =>
        new(name, ConditionKind.Arn, ConditionOrder.Equal, isNegated, HasWildcards: true, IgnoresCase: false);

    private static ConditionOperator Ordered(
        string name, ConditionKind kind, ConditionOrder order = ConditionOrder.Equal, bool isNegated = false) =>
        new(name, kind, order, isNegated, HasWildcards: false, IgnoresCase: false);
}
