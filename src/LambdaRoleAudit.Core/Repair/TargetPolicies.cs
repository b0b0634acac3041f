using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.LeastPrivilege;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Repair;

/// <summary>The policies of a target role.</summary>
/// <param name="Attached">The ARNs of managed policies that exist.</param>
/// <param name="Inline">The inline policies.</param>
/// <param name="Created">The documents of the customer managed policies to create, in order.</param>
public sealed record TargetPolicies(
    IReadOnlyList<string> Attached, IReadOnlyList<InlinePolicy> Inline, IReadOnlyList<string> Created)
{
    /// <summary>
    /// Returns the policies of the source role. Policies that were created for it are created again, because they are deleted with it.
    /// </summary>
    public static TargetPolicies CopyOf(ExecutionRole source)
    {
        var content = RoleContent.Of(source);
        return new(content.AttachedPolicyArns, content.InlinePolicies, [.. content.CreatedPolicies.Select(policy => policy.Document)]);
    }

    /// <summary>Returns the policies of a narrowed role.</summary>
    public static TargetPolicies Of(NarrowedRole narrowed) => new(
        [.. Placed(narrowed, PolicyPlacement.Attached).Select(policy => policy.PolicyArn!)],
        [.. Placed(narrowed, PolicyPlacement.Inline).Select(policy => new InlinePolicy(policy.PolicyName, policy.Document))],
        [.. Placed(narrowed, PolicyPlacement.CustomerManaged).Select(policy => policy.Document)]);

    /// <summary>Returns the policies of a step.</summary>
    public static TargetPolicies Of(LambdaRoleRepairStep step) => new(
        step.AttachedPolicyArns, step.InlinePolicies, [.. step.CreatedPolicies.Select(policy => policy.Document)]);

    /// <summary>Returns the policies to create, with the names that they have for a role.</summary>
    /// <param name="roleName">The role's name.</param>
    public ItemList<InlinePolicy> CreatedFor(string roleName) =>
        [.. Created.Select((document, i) => new InlinePolicy(CreatedPolicy.NameOf(roleName, i + 1), document))];

    private static IEnumerable<NarrowedPolicy> Placed(NarrowedRole narrowed, PolicyPlacement placement) =>
        narrowed.Policies.Where(policy => policy.Placement == placement);
}
