namespace LambdaRoleAudit.Policies;

/// <summary>A set of requests: each part is in all of its sets, and conditions must or must not be met.</summary>
internal sealed record PolicyPiece(
    IReadOnlyList<GlobSet> Actions, IReadOnlyList<GlobSet> Resources, IReadOnlyList<GlobSet> Principals,
    IReadOnlyList<(PolicyCondition Condition, bool Holds)> Conditions)
{
    /// <summary>Returns the variables in the piece.</summary>
    public IEnumerable<PolicyVariable> Variables() =>
        Resources.Where(set => set.HasVariables).SelectMany(set => set.Globs)
            .Concat(Conditions.Where(demand => demand.Condition.UsesVariables).SelectMany(demand => demand.Condition.Patterns?.Globs ?? []))
            .SelectMany(glob => glob.Variables());

    /// <summary>Returns the piece with the variables replaced.</summary>
    public PolicyPiece Resolve(Func<PolicyVariable, PolicyVariableValue> valueOf) => this with
    {
        Resources = [.. Resources.Select(set => set.Resolve(valueOf))],
        Conditions = [.. Conditions.Select(demand => demand.Condition.UsesVariables
            ? (demand.Condition.With(demand.Condition.Key, demand.Condition.Patterns?.Resolve(valueOf)), demand.Holds) : demand)],
    };

    /// <summary>Describes the piece, for a reason.</summary>
    public string Describe() => Conditions.Count == 0 ? "a resource"
        : "a condition on "
            + $"{string.Join(", ", Conditions.Select(demand => demand.Condition.Key).Distinct(StringComparer.OrdinalIgnoreCase))}";
}
