namespace LambdaRoleAudit.Templates;

/// <summary>A value of a template after its intrinsic functions are evaluated, as far as the template alone determines it.</summary>
internal abstract record CfnValue;

/// <summary>Text, perhaps with symbols (<see cref="Symbol"/>); or a number, a truth value or null, as it is written.</summary>
/// <param name="Text">The text.</param>
/// <param name="IsJson">True if the text is JSON's form of a number, a truth value or null, and was written without quotes.</param>
internal sealed record CfnText(string Text, bool IsJson = false) : CfnValue;

/// <summary>A list.</summary>
internal sealed record CfnList(IReadOnlyList<CfnValue> Items) : CfnValue;

/// <summary>A mapping.</summary>
internal sealed record CfnMap(IReadOnlyList<KeyValuePair<string, CfnValue>> Entries) : CfnValue
{
    /// <summary>Returns the value of a key; null if there is none.</summary>
    public CfnValue? this[string key] => Entries.FirstOrDefault(entry => entry.Key == key).Value;
}

/// <summary>A value that is known at deployment only: text or a list. The same name is the same value.</summary>
/// <param name="Name">What a person reads, in the form of <c>Fn::Sub</c> without the braces.</param>
/// <param name="IsFree">True if the value can have any text, also <c>*</c>.</param>
internal sealed record CfnSymbol(string Name, bool IsFree) : CfnValue
{
    /// <summary>The value inside a text.</summary>
    public string Text => IsFree ? Symbol.Anything(Name) : Symbol.Fixed(Name);
}

/// <summary>One value or another, if a condition is not decided.</summary>
internal sealed record CfnChoice(string Condition, CfnValue IfTrue, CfnValue IfFalse) : CfnValue;

/// <summary>The value of <c>AWS::NoValue</c>: the property is not set.</summary>
internal sealed record CfnNoValue : CfnValue
{
    public static CfnNoValue Instance { get; } = new();
}

/// <summary>A value that nothing in the template determines.</summary>
/// <param name="Reason">The reason, as the end of a sentence: no capital letter, no period.</param>
internal sealed record CfnUnknown(string Reason) : CfnValue;
