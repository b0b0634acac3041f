namespace LambdaRoleAudit.Templates;

/// <summary>
/// The values of conditions for one evaluation. In an exact evaluation, the first condition that has no value yet is remembered, so that
/// the evaluation can be repeated for both of its values. In a loose one, such a condition stays a choice.
/// </summary>
internal sealed class CfnDecisions(IReadOnlyDictionary<string, bool> values, bool isExact)
{
    /// <summary>The conditions with values.</summary>
    public IReadOnlyDictionary<string, bool> Values { get; } = values;

    /// <summary>The first condition without a value that an exact evaluation needed; null if there was none.</summary>
    public string? Missing { get; private set; }

    /// <summary>Returns the condition's value; null for a choice.</summary>
    public bool? Decide(string condition)
    {
        if (Values.TryGetValue(condition, out var value)) return value;
        if (!isExact) return null;
        Missing ??= condition;
        return true;
    }
}
