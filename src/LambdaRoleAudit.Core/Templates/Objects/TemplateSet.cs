using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Templates that are read together. A role that several of them name by its complete ARN is one role, and so is one that stacks of a CDK
/// app take from each other (<see cref="SharingAcross"/>); any other name is known for certain only within its own template.
/// </summary>
public sealed class TemplateSet
{
    private const int MostProblems = 20;

    /// <summary>Creates the set.</summary>
    /// <param name="stacks">The templates.</param>
    public TemplateSet(IReadOnlyList<DeclaredStack> stacks)
    {
        Stacks = stacks = AttachmentsAcross.Mark(stacks, new(stacks));
        Nested = new(stacks);
        var within = stacks.Select(stack => (Stack: stack, Sharing: TemplateSharing.Find(stack))).ToList();
        var across = SharingAcross.Named(stacks).ToList();
        across.AddRange(SharingAcross.Perhaps(stacks, Nested, [.. within.SelectMany(one => one.Sharing.Shared), .. across]).ToList());
        Problems =
        [
            .. within.SelectMany(one => Few(one.Stack.Problems.Concat(Nested.Problems(one.Stack)).Concat(one.Sharing.Problems))),
            .. Few(across.Where(shared => !shared.IsCertain)
                .Select(shared => TemplateSharing.Unsure(shared.Functions[0].Declaration.Path, shared))),
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

    /// <summary>The templates that others deploy as nested stacks.</summary>
    internal NestedTemplates Nested { get; }

    /// <summary>What could not be determined.</summary>
    public IReadOnlyList<Problem> Problems { get; }

    /// <summary>
    /// True if every function of the templates was read, with its role, and the deployment does not decide which functions share one.
    /// </summary>
    public bool IsComplete => Nested.AreRead && Shared.All(one => one.Shared.IsCertain) && Stacks.All(stack =>
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

    private static bool Has(DeclaredSharing all, DeclaredSharing part)
    {
        if (!all.IsCertain) return false;
        var functions = new HashSet<DeclaredFunction>(all.Functions, ReferenceEqualityComparer.Instance);
        return part.Functions.All(functions.Contains);
    }

    private DeclaredStack StackOf(DeclaredFunction function) => Stacks.First(stack => stack.Functions.Contains(function));
}
