namespace LambdaRoleAudit.Templates;

/// <summary>What is known about the functions with one role.</summary>
internal sealed class KeyTally
{
    /// <summary>The functions that share the role for certain.</summary>
    public HashSet<DeclaredFunction> Certain { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The functions that share it in some deployments only.</summary>
    public HashSet<DeclaredFunction> Perhaps { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>In words, the conditions for <see cref="Perhaps"/>.</summary>
    public List<string> Words { get; } = [];

    /// <summary>Adds two groups that have the role together.</summary>
    public void Add(FunctionGroup one, FunctionGroup other, bool isAlways, IReadOnlyDictionary<string, bool> conditions)
    {
        var functions = isAlways ? Certain : Perhaps;
        functions.UnionWith(one.Functions);
        functions.UnionWith(other.Functions);
        if (isAlways) return;
        var words = string.Join(" and ", conditions.OrderBy(condition => condition.Key, StringComparer.Ordinal)
            .Select(condition => $"{condition.Key} is {(condition.Value ? "true" : "false")}"));
        if (words.Length > 0 && !Words.Contains(words)) Words.Add(words);
    }
}
