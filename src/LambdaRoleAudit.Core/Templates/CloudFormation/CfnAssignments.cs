namespace LambdaRoleAudit.Templates;

/// <summary>Searches for values of parameters with which conditions have given values.</summary>
internal sealed class CfnAssignments
{
    /// <summary>The most steps of one search. Then the answer is that the conditions can hold, which excludes nothing.</summary>
    private const int MostSteps = 100_000;

    /// <summary>The most conditions in a row that name each other. CloudFormation accepts far fewer.</summary>
    private const int MostLevels = 500;

    private readonly IReadOnlyDictionary<string, CfnFormula> _formulas;
    private readonly IReadOnlyDictionary<string, bool> _wanted;
    private readonly Dictionary<string, List<string?>> _domains = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _visited = new(StringComparer.Ordinal);
    private readonly HashSet<string> _inside = new(StringComparer.Ordinal);
    private int _steps;

    public CfnAssignments(IReadOnlyDictionary<string, CfnFormula> formulas, IReadOnlyDictionary<string, bool> wanted)
    {
        (_formulas, _wanted) = (formulas, wanted);
        foreach (var name in wanted.Keys) Collect(new CfnFormula.Named(name));
    }

    /// <summary>True if there are such values, or the search ended before it knew.</summary>
    public bool Exist() => Search([.. _domains.Keys.Order(StringComparer.Ordinal)], 0);

    /// <summary>Finds the variables. A value that is not among the literals is null.</summary>
    private void Collect(CfnFormula formula)
    {
        switch (formula)
        {
            case CfnFormula.Named(var name) when _formulas.TryGetValue(name, out var named):
                if (_visited.Count < MostLevels && _visited.Add(name)) Collect(named);
                break;
            case CfnFormula.Named(var name):
                _domains.TryAdd(name, ["true", null]);
                break;
            case CfnFormula.Free(var name):
                _domains.TryAdd(name, ["true", null]);
                break;
            case CfnFormula.Compared(var variable, var literal, var allowed):
                if (!_domains.TryGetValue(variable, out var domain))
                    _domains[variable] = domain = allowed is null ? [null] : [.. allowed.Distinct(StringComparer.Ordinal)];
                if (allowed is null && !domain.Contains(literal)) domain.Add(literal);
                break;
            case CfnFormula.Several(var parts, _):
                foreach (var part in parts) Collect(part);
                break;
            case CfnFormula.Not(var part):
                Collect(part);
                break;
        }
    }

    private bool Search(string[] variables, int next)
    {
        if (++_steps > MostSteps) return true;
        var isDecided = true;
        foreach (var (name, value) in _wanted)
        {
            var now = Value(new CfnFormula.Named(name));
            if (now is null) isDecided = false;
            else if (now != value) return false;
        }

        if (isDecided || next == variables.Length || _steps > MostSteps) return true;
        foreach (var value in _domains[variables[next]])
        {
            _values[variables[next]] = value;
            if (Search(variables, next + 1)) return true;
        }

        _values.Remove(variables[next]);
        return false;
    }

    /// <summary>The formula's value; null if it depends on a variable without a value, or on itself.</summary>
    private bool? Value(CfnFormula formula)
    {
        if (++_steps > MostSteps) return null;
        switch (formula)
        {
            case CfnFormula.Constant(var value): return value;
            case CfnFormula.Free(var name): return _values.TryGetValue(name, out var free) ? free is not null : null;
            case CfnFormula.Compared(var variable, var literal, _):
                return _values.TryGetValue(variable, out var text) ? text == literal : null;
            case CfnFormula.Not(var part): return !Value(part);
            case CfnFormula.Several(var parts, var any):
                bool? all = !any;
                foreach (var part in parts)
                {
                    var one = Value(part);
                    if (one == any) return any;
                    if (one is null) all = null;
                }

                return all;
            case CfnFormula.Named(var name) when !_formulas.ContainsKey(name):
                return _values.TryGetValue(name, out var undeclared) ? undeclared is not null : null;
            case CfnFormula.Named(var name):
                if (_inside.Count >= MostLevels || !_inside.Add(name)) return null;
                try
                {
                    return Value(_formulas[name]);
                }
                finally
                {
                    _inside.Remove(name);
                }

            default: return null;
        }
    }
}
