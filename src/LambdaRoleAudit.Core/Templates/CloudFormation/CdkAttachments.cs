using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Policies that a stack of a CDK app attaches to a role of another one, by an export, a parameter or a name. They are not followed, so
/// that the permissions of the role are not completely known.
/// </summary>
internal static class CdkAttachments
{
    /// <summary>Returns the stacks, with what is not known of their roles.</summary>
    public static IReadOnlyList<DeclaredStack> Mark(IReadOnlyList<DeclaredStack> stacks)
    {
        var open = stacks.SelectMany(stack => stack.OpenAttachments.Select(one => (Stack: stack, one.Policy, one.Role))).ToList();
        if (open.Count == 0) return stacks;
        var roles = stacks.SelectMany(stack => stack.Roles).ToList();
        return [.. stacks.Select(stack => stack with
        {
            Roles = [.. stack.Roles.Select(role => role with
            {
                Unknown = [
                    .. role.Unknown,
                    .. open.Where(one => one.Stack != stack && CanBe(role, one.Role, roles)).Select(one =>
                        AttachmentsAcross.Reason(one.Stack, one.Policy)),
                ],
            })],
        })];
    }

    /// <summary>CDK's exports have the logical id of the role in their names. Anything else that is not a name can be any role.</summary>
    private static bool CanBe(DeclaredRole role, string named, List<DeclaredRole> all) => RoleMentions.IsNamed(role, named)
        || (named.Contains("${", StringComparison.Ordinal) && !all.Exists(one => RoleMentions.IsNamed(one, named)));
}
