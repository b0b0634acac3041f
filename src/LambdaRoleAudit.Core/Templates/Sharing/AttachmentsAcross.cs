using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Policies that one template attaches to a role of another one by its name, or by an export. Whether both are deployed to one account is
/// not known, so that the permissions of the role are not completely known.
/// </summary>
internal static class AttachmentsAcross
{
    /// <summary>Returns the templates, with what is not known of their roles.</summary>
    public static IReadOnlyList<DeclaredStack> Mark(IReadOnlyList<DeclaredStack> stacks, NestedTemplates nested)
    {
        var open = stacks.SelectMany(stack => stack.OpenAttachments.Select(one => (Stack: stack, one.Policy, one.Role, one.Default)))
            .ToList();
        if (open.Count == 0 && stacks.All(stack => stack.Nested.Count == 0)) return stacks;
        return [.. stacks.Select(stack => stack with
        {
            Roles = [.. stack.Roles.Select(role => Of(stack, role) is { Count: > 0 } reasons
                ? role with { Unknown = [.. role.Unknown.Union(reasons, StringComparer.Ordinal)] }
                : role)],
        })];

        List<string> Of(DeclaredStack stack, DeclaredRole role) =>
        [
            .. open.Where(one => one.Stack.Path != stack.Path && (Names(stack, role, one.Role) || Names(stack, role, one.Default)))
                .Select(one => Reason(one.Stack, one.Policy)),
            .. nested.Attachments(stack, role),
        ];
    }

    /// <summary>Returns the reason why the permissions of a role are not completely known.</summary>
    public static string Reason(DeclaredStack stack, string policy) =>
        $"{policy} of {Path.GetFileName(stack.Path)}: whether it attaches to the role is not known.";

    private static bool Names(DeclaredStack stack, DeclaredRole role, string? named) => named is not null
        && (named.Equals(role.RoleName, StringComparison.OrdinalIgnoreCase)
            || named.Equals(role.DefaultName?.Name, StringComparison.OrdinalIgnoreCase)
            || stack.Exports.Any(export => export.Key == $"${{{role.Address}.Arn}}"
                && named.Contains(export.Import, StringComparison.Ordinal)));
}
