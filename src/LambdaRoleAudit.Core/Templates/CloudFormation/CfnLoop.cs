using System.Collections.Immutable;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// The values of the identifiers of <c>Fn::ForEach</c> around a value (CloudFormation template reference, "Fn::ForEach"): <c>${Name}</c>
/// and <c>&amp;{Name}</c> in keys and texts, and <c>Ref</c> of the name.
/// </summary>
internal sealed class CfnLoop
{
    /// <summary>How the key of a loop begins.</summary>
    public const string Prefix = "Fn::ForEach::";

    private readonly CfnBudget _budget;
    private readonly ImmutableDictionary<string, string> _values;

    /// <summary>No loop.</summary>
    public CfnLoop(CfnBudget budget)
        : this(budget, ImmutableDictionary<string, string>.Empty)
    {
    }

    private CfnLoop(CfnBudget budget, ImmutableDictionary<string, string> values) => (_budget, _values) = (budget, values);

    /// <summary>Returns the loop with one more identifier.</summary>
    public CfnLoop With(string identifier, string value) => new(_budget, _values.SetItem(identifier, value));

    /// <summary>Returns the value of an identifier; null if it is not one.</summary>
    public string? this[string identifier] => _values.GetValueOrDefault(identifier);

    /// <summary>Fills in the identifiers. <c>&amp;{Name}</c> is the value without what is not a letter or a digit.</summary>
    public string Fill(string text)
    {
        if (_values.Count == 0 || !text.Contains('{', StringComparison.Ordinal)) return text;
        foreach (var (name, value) in _values)
        {
            // A longer text than CloudFormation accepts stays as it is; the budget then tells that something is missing.
            if (!_budget.Allows(text.Length + ((long)text.Length * value.Length / (name.Length + 3)))) return text;
            text = text.Replace($"${{{name}}}", value, StringComparison.Ordinal)
                .Replace($"&{{{name}}}", string.Concat(value.Where(char.IsAsciiLetterOrDigit)), StringComparison.Ordinal);
        }

        return text;
    }
}
