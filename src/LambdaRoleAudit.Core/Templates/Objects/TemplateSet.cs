using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Templates that are read together. A role that several of them name by its complete ARN is one role, and so is one that stacks of a CDK
/// app take from each other; every other name is known only within its own template.
/// </summary>
public sealed class TemplateSet
{
    private const int MostProblems = 20;

    /// <summary>Creates the set.</summary>
    /// <param name="stacks">The templates.</param>
    public TemplateSet(IReadOnlyList<DeclaredStack> stacks)
    {
        Stacks = stacks;
        var within = stacks.Select(stack => (Stack: stack, Sharing: TemplateSharing.Find(stack))).ToList();
        var across = Across(stacks).ToList();
        Problems =
        [
            .. within.SelectMany(one => Few(one.Stack.Problems.Concat(one.Sharing.Problems))),
            .. across.Where(shared => !shared.IsCertain)
                .Select(shared => TemplateSharing.Unsure(shared.Functions[0].Declaration.Path, shared)),
        ];
        Shared =
        [
            .. within.SelectMany(one => one.Sharing.Shared.Select(shared => (one.Stack, Shared: shared)))
                .Where(one => !across.Exists(other => one.Shared.IsCertain && Has(other, one.Shared)))
                .Concat(across.Select(shared => (StackOf(shared.Functions[0]), shared))),
        ];
    }

    /// <summary>The templates.</summary>
    public IReadOnlyList<DeclaredStack> Stacks { get; }

    /// <summary>What is shared, with the template of its first function; certain or not.</summary>
    public IReadOnlyList<(DeclaredStack Stack, DeclaredSharing Shared)> Shared { get; }

    /// <summary>What could not be determined.</summary>
    public IReadOnlyList<Problem> Problems { get; }

    /// <summary>True if every function of the templates was read, with its role.</summary>
    public bool IsComplete => Stacks.All(stack =>
        stack.IsComplete && !stack.Functions.Any(function => function.Roles.Any(use => use.Tie == RoleTie.Unknown)));

    /// <summary>The first problems of each kind, and the number of the others: a loop can make thousands.</summary>
    private static IEnumerable<Problem> Few(IEnumerable<Problem> problems)
    {
        foreach (var kind in problems.GroupBy(problem => problem.ErrorId))
        {
            foreach (var problem in kind.Take(MostProblems)) yield return problem;
            var id = kind.Key;
            if (kind.Skip(MostProblems).Count() is > 0 and var more)
                yield return InputErrors.MoreOf(id).About(null, ("count", more), ("id", id));
        }
    }

    /// <summary>The roles that functions of several templates have.</summary>
    private static IEnumerable<DeclaredSharing> Across(IReadOnlyList<DeclaredStack> stacks)
    {
        var named = from stack in stacks
                    from function in stack.Functions
                    from use in function.Roles.Where(use => NameOf(use) is not null).DistinctBy(NameOf)
                    group (Stack: stack, Function: function, Use: use) by NameOf(use);
        foreach (var role in named)
        {
            var all = role.ToList();
            if (!IsAcross(all.Select(one => one.Stack))) continue;
            // Conditions are known within one template only. A function that can have another role shares this one perhaps.
            var certain = all.Where(one => one.Function.Roles.Count == 1).ToList();
            if (IsAcross(certain.Select(one => one.Stack))) yield return Record(certain.Select(one => (one.Function, one.Use)), null);
            if (certain.Count == all.Count) continue;
            yield return Record(all.Select(one => (one.Function, one.Use)), "it is shared if the conditions of the templates choose it");
        }
    }

    private static bool IsAcross(IEnumerable<DeclaredStack> stacks) => stacks.Distinct().Skip(1).Any();

    private static DeclaredSharing Record(IEnumerable<(DeclaredFunction Function, RoleUse Use)> functions, string? conditions)
    {
        // The template that declares the role first.
        var all = functions.OrderBy(one => one.Use.Tie == RoleTie.Imported).ToList();
        return new()
        {
            Key = all[0].Use.Key,
            RoleAddress = all[0].Use.RoleAddress,
            IsCertain = conditions is null,
            Functions = [.. all.Select(one => one.Function)],
            Uses = [.. all.Select(one => one.Use)],
            Conditions = conditions,
        };
    }

    /// <summary>What names a role in other templates too; null if nothing does.</summary>
    private static string? NameOf(RoleUse use) =>
        use.AppKey ?? (use.Tie == RoleTie.Imported && Arn.TryParseRole(use.Key, out var arn)
            ? RoleUse.NamedKey(arn.AccountId, arn.RoleName)
            : null);

    private static bool Has(DeclaredSharing all, DeclaredSharing part)
    {
        if (!all.IsCertain) return false;
        var functions = new HashSet<DeclaredFunction>(all.Functions, ReferenceEqualityComparer.Instance);
        return part.Functions.All(functions.Contains);
    }

    private DeclaredStack StackOf(DeclaredFunction function) => Stacks.First(stack => stack.Functions.Contains(function));
}
