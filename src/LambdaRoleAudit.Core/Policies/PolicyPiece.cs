namespace LambdaRoleAudit.Policies;

/// <summary>Requests: each part in all of its sets, and conditions that must hold or must not.</summary>
internal sealed record PolicyPiece(
    IReadOnlyList<GlobSet> Actions, IReadOnlyList<GlobSet> Resources, IReadOnlyList<GlobSet> Principals,
    IReadOnlyList<(PolicyCondition Condition, bool Holds)> Conditions)
{
    /// <summary>The variables in it.</summary>
    public IEnumerable<PolicyVariable> Variables() =>
        Resources.Where(set => set.HasVariables).SelectMany(set => set.Globs)
            .Concat(Conditions.Where(demand => demand.Condition.UsesVariables).SelectMany(demand => demand.Condition.Patterns?.Globs ?? []))
            .SelectMany(glob => glob.Variables());

    /// <summary>The same with the variables replaced.</summary>
    public PolicyPiece Resolve(Func<PolicyVariable, PolicyVariableValue> valueOf) => this with
    {
        Resources = [.. Resources.Select(set => set.Resolve(valueOf))],
        Conditions = [.. Conditions.Select(demand => demand.Condition.UsesVariables
            ? (demand.Condition.With(demand.Condition.Key, demand.Condition.Patterns?.Resolve(valueOf)), demand.Holds) : demand)],
    };

    /// <summary>What it is about, for a reason.</summary>
    public string Describe() => Conditions.Count == 0 ? "a resource"
        : "a condition on "
            + $"{string.Join(", ", Conditions.Select(demand => demand.Condition.Key).Distinct(StringComparer.OrdinalIgnoreCase))}";
}
