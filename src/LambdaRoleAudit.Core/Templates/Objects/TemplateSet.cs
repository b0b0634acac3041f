using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Templates that are read together. A role that several of them name by its complete ARN is one role; every other name is known only
/// within its own template.
/// </summary>
public sealed class TemplateSet
{
    /// <summary>Creates the set.</summary>
    /// <param name="stacks">The templates.</param>
    public TemplateSet(IReadOnlyList<DeclaredStack> stacks)
    {
        Stacks = stacks;
        var within = stacks.Select(stack => (Stack: stack, Sharing: TemplateSharing.Find(stack))).ToList();
        Problems = [.. within.SelectMany(one => one.Stack.Problems.Concat(one.Sharing.Problems))];
        var across = Across(stacks).ToList();
        Shared =
        [
            .. within.SelectMany(one => one.Sharing.Shared.Select(shared => (one.Stack, Shared: shared)))
                .Where(one => !across.Exists(other => one.Shared.IsCertain && other.Key == one.Shared.Key))
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

    private static IEnumerable<DeclaredSharing> Across(IReadOnlyList<DeclaredStack> stacks) =>
        from stack in stacks
        from function in stack.Functions
        where function.Roles is [{ Tie: RoleTie.Imported }] && Arn.TryParseRole(function.Roles[0].Key, out _)
        group (stack, function) by function.Roles[0].Key into role
        where role.Select(one => one.stack).Distinct().Count() > 1
        select new DeclaredSharing
        {
            Key = role.Key,
            IsCertain = true,
            Functions = [.. role.Select(one => one.function)],
            Uses = [.. role.Select(one => one.function.Roles[0])],
        };

    private DeclaredStack StackOf(DeclaredFunction function) => Stacks.First(stack => stack.Functions.Contains(function));
}
