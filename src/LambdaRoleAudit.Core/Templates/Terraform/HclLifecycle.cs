namespace LambdaRoleAudit.Templates;

/// <summary>What the block <c>lifecycle</c> of a function says about changes of its role.</summary>
internal static class HclLifecycle
{
    /// <summary>True if Terraform ignores a change of the role, or if that is not clear.</summary>
    /// <param name="function">The resource of the function.</param>
    public static bool IgnoresRole(HclItem function) =>
        function.Block.Body.OfType("lifecycle").Any(block => block.Body["ignore_changes"] is { } ignored && CanBeRole(ignored.Expression));

    private static bool CanBeRole(HclExpression ignored) =>
        ignored is not HclTuple list || list.Items.Any(item => item switch
        {
            HclReference { Steps: [var name, ..] } => name is "role" or "all",
            // The form of Terraform 0.11.
            HclTemplate { Literal: { } name } => name is "role" or "all" or "*",
            _ => true,
        });
}
