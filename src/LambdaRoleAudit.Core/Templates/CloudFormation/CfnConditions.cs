namespace LambdaRoleAudit.Templates;

/// <summary>
/// The conditions of a template as formulas over comparisons (<c>Fn::Equals</c>), and which combinations of them can hold. A comparison
/// with a literal is decided by the value that it compares: a parameter cannot be equal to two literals at once.
/// </summary>
internal sealed class CfnConditions
{
    private readonly Dictionary<string, CfnFormula> _formulas = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _known = new(StringComparer.Ordinal);

    public CfnConditions(CfnTemplate template)
    {
        if (template.Section("Conditions") is not { } section) return;
        // Conditions cannot use Fn::If, so nothing is decided here.
        var evaluator = new CfnEvaluator(template, new(new Dictionary<string, bool>(), isExact: false), template.NoLoop);
        foreach (var (key, value, loop) in CfnLoops.Entries(section, evaluator, template).Entries)
        {
            var name = key.Name;
            _formulas.TryAdd(name, new CfnFormulaReader(evaluator.Inside(loop), template, name).Read(value));
        }
    }

    /// <summary>
    /// False if the conditions cannot have these values together. True if they can, or if that takes too long to find out.
    /// </summary>
    public bool CanHold(IReadOnlyDictionary<string, bool> values)
    {
        if (values.Count == 0) return true;
        var sorted = values.OrderBy(value => value.Key, StringComparer.Ordinal);
        var key = string.Join('\n', sorted.Select(value => $"{value.Key}={value.Value}"));
        if (_known.TryGetValue(key, out var known)) return known;
        return _known[key] = new CfnAssignments(_formulas, values).Exist();
    }
}
