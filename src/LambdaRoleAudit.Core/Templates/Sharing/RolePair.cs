namespace LambdaRoleAudit.Templates;

/// <summary>
/// Compares the roles of two functions in every deployment in which both exist. Uses of one function are for conditions that exclude each
/// other, so each pair of uses whose conditions agree is a set of such deployments.
/// </summary>
internal static class RolePair
{
    /// <summary>Returns the uses in which both functions have the same role, and whether that is so in all deployments with both.</summary>
    /// <param name="one">The uses of one function.</param>
    /// <param name="other">The uses of the other.</param>
    /// <param name="canHold">False for conditions that contradict each other.</param>
    public static (bool IsAlways, IReadOnlyList<(RoleUse One, RoleUse Other, IReadOnlyDictionary<string, bool> Conditions)> Same) Compare(
        IReadOnlyList<RoleUse> one, IReadOnlyList<RoleUse> other, Func<IReadOnlyDictionary<string, bool>, bool> canHold)
    {
        var same = new List<(RoleUse, RoleUse, IReadOnlyDictionary<string, bool>)>();
        var isAlways = true;
        foreach (var first in one)
        {
            foreach (var second in other)
            {
                if (Both(first.Conditions, second.Conditions) is not { } conditions || !canHold(conditions)) continue;
                if (first.Tie != RoleTie.Unknown && second.Tie != RoleTie.Unknown && first.Key == second.Key)
                    same.Add((first, second, conditions));
                else
                    isAlways = false;
            }
        }

        return (isAlways, same);
    }

    private static Dictionary<string, bool>? Both(IReadOnlyDictionary<string, bool> one, IReadOnlyDictionary<string, bool> other)
    {
        var both = new Dictionary<string, bool>(one, StringComparer.Ordinal);
        foreach (var (name, value) in other)
            if (!both.TryAdd(name, value) && both[name] != value) return null;
        return both;
    }
}
