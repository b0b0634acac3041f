using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Finds the roles that functions of one template share. Two functions share a role for certain if they have the same role in every
/// deployment in which both exist, and there is such a deployment. They share it perhaps if that is so in some of those deployments only.
/// </summary>
public static class TemplateSharing
{
    /// <summary>The most comparisons of uses. Templates within CloudFormation's limits need a small part of it.</summary>
    private const long MostComparisons = 2_000_000;

    private const int MostWords = 3;

    /// <summary>Returns the shared roles of a template, and what cannot be determined.</summary>
    public static TemplateSharingResult Find(DeclaredStack stack)
    {
        ArgumentNullException.ThrowIfNull(stack);
        var canHold = stack.CanHold ?? (_ => true);
        var groups = FunctionGroup.Of(stack.Functions);
        var tallies = new Dictionary<string, KeyTally>(StringComparer.Ordinal);
        var left = MostComparisons;
        foreach (var (i, j) in Candidates(groups))
        {
            left -= 1 + ((long)groups[i].Uses.Count * groups[j].Uses.Count);
            if (left < 0) break;
            var (isAlways, same) = RolePair.Compare(groups[i].Uses, groups[j].Uses, canHold);
            foreach (var (use, _, conditions) in same)
            {
                if (!tallies.TryGetValue(use.Key, out var tally)) tallies[use.Key] = tally = new();
                tally.Add(groups[i], groups[j], isAlways, conditions);
            }
        }

        var order = new Dictionary<DeclaredFunction, int>(ReferenceEqualityComparer.Instance);
        foreach (var function in stack.Functions) order[function] = order.Count;
        var shared = tallies.SelectMany(tally => Records(tally.Key, tally.Value, order))
            .OrderBy(record => order[record.Functions[0]]).ThenByDescending(record => record.IsCertain)
            .ThenBy(record => record.Key, StringComparer.Ordinal).ToList();
        return new(shared, [.. Unsure(stack, shared), .. Unknown(stack), .. left < 0 ? [TooMany(stack)] : Array.Empty<Problem>()]);
    }

    /// <summary>The pairs of groups that have a role in common, and each group of several functions with itself.</summary>
    private static IEnumerable<(int One, int Other)> Candidates(IReadOnlyList<FunctionGroup> groups)
    {
        var byKey = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var i = 0; i < groups.Count; i++)
        {
            foreach (var key in groups[i].Uses.Where(use => use.Tie != RoleTie.Unknown).Select(use => use.Key).Distinct())
            {
                if (!byKey.TryGetValue(key, out var list)) byKey[key] = list = [];
                list.Add(i);
            }
        }

        var seen = new HashSet<(int, int)>();
        foreach (var list in byKey.Values)
        {
            for (var i = 0; i < list.Count; i++)
            {
                for (var j = i; j < list.Count; j++)
                    if ((i != j || groups[list[i]].Functions.Count > 1) && seen.Add((list[i], list[j]))) yield return (list[i], list[j]);
            }
        }
    }

    private static IEnumerable<DeclaredSharing> Records(string key, KeyTally tally, Dictionary<DeclaredFunction, int> order)
    {
        if (tally.Certain.Count > 0) yield return Record(key, tally.Certain, order, null);
        if (!tally.Perhaps.IsSubsetOf(tally.Certain)) yield return Record(key, tally.Perhaps, order, Words(tally.Words));
    }

    private static DeclaredSharing Record(
        string key, HashSet<DeclaredFunction> functions, Dictionary<DeclaredFunction, int> order, string? conditions)
    {
        var sorted = functions.OrderBy(function => order[function]).ToList();
        var uses = sorted.Select(function => function.Roles.First(use => use.Key == key && use.Tie != RoleTie.Unknown)).ToList();
        return new()
        {
            Key = key,
            RoleAddress = uses.Select(use => use.RoleAddress).FirstOrDefault(address => address is not null),
            IsCertain = conditions is null,
            Functions = sorted,
            Uses = uses,
            Conditions = conditions,
        };
    }

    private static string Words(List<string> words) => words.Count switch
    {
        0 => "it is not known whether it is the same role in all cases",
        <= MostWords => "it is shared if " + string.Join(", or if ", words),
        _ => "it is shared if " + string.Join(", or if ", words.Take(MostWords)) + $", or in {words.Count - MostWords} more cases",
    };

    private static IEnumerable<Problem> Unsure(DeclaredStack stack, IEnumerable<DeclaredSharing> shared) =>
        shared.Where(record => !record.IsCertain).Select(record => Unsure(stack.Path, record));

    /// <summary>Returns the problem that sharing is not certain.</summary>
    internal static Problem Unsure(string path, DeclaredSharing record) => TemplateErrors.SharingUnknown.About(
        record.Functions[0].Declaration, ("functions", Names(record.Functions)), ("path", path), ("role", record.Key),
        ("reason", record.Conditions));

    private static IEnumerable<Problem> Unknown(DeclaredStack stack) =>
        from function in stack.Functions
        let unknown = function.Roles.FirstOrDefault(use => use.Tie == RoleTie.Unknown)
        where unknown is not null
        select TemplateErrors.RoleUnknown.About(
            function.Declaration, ("function", function.FunctionName), ("path", stack.Path), ("reason", unknown.Reason?.TrimEnd('.')));

    private static Problem TooMany(DeclaredStack stack) => TemplateErrors.SharingUnknown.About(
        stack.Path, ("functions", "that were not compared"), ("path", stack.Path), ("role", "under all conditions"),
        ("reason", "there are too many combinations of conditions"));

    private static string Names(IReadOnlyList<DeclaredFunction> functions) => string.Join(
        ", ",
        functions.Select(function => function.Declaration.Path == functions[0].Declaration.Path
            ? function.FunctionName
            : $"{function.FunctionName} ({function.Declaration.File})"));
}
