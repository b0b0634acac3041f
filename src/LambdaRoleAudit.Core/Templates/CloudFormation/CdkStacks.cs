namespace LambdaRoleAudit.Templates;

/// <summary>
/// The stacks of one CDK app use each other's roles by exports and parameters. Which role that is, one template does not say. So a function
/// that alone in its stack gets its role in this way is not known to have a role of its own, and neither are the functions of the other
/// stacks.
/// </summary>
internal static class CdkStacks
{
    private const string Reason = "it comes from another stack of the app, or from a parameter";

    /// <summary>Returns the stacks of one app.</summary>
    public static IReadOnlyList<DeclaredStack> Together(IReadOnlyList<DeclaredStack> stacks)
    {
        if (stacks.Count < 2) return stacks;
        var together = stacks.Select(Undecided).ToList();
        return together.Zip(stacks).All(pair => ReferenceEquals(pair.First, pair.Second))
            ? stacks
            : [.. together.Select(stack => stack with { IsComplete = false })];
    }

    private static DeclaredStack Undecided(DeclaredStack stack)
    {
        var open = stack.Functions.Where(function => function.Roles.Any(use => IsOpen(stack, use))).ToHashSet();
        return open.Count == 0
            ? stack
            : stack with
            {
                Functions = [
                    .. stack.Functions.Select(function => open.Contains(function)
                        ? function with { Roles = [.. function.Roles.Select(use => IsOpen(stack, use) ? Unknown(use) : use)] }
                        : function)],
            };
    }

    /// <summary>A complete ARN is one role everywhere, and two functions with one import share it for certain.</summary>
    private static bool IsOpen(DeclaredStack stack, RoleUse use) => use.Tie == RoleTie.Imported
        && use.Key.Contains("${", StringComparison.Ordinal)
        && stack.Functions.Count(function => function.Roles.Any(other => other.Key == use.Key)) == 1;

    private static RoleUse Unknown(RoleUse use) => use with { Tie = RoleTie.Unknown, Key = "", Reason = Reason };
}
