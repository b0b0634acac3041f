using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>A step whose role is complete, so that its function can be changed.</summary>
internal sealed record PreparedRepair(
    LambdaRoleRepairStep Step, RoleSpec Spec, FunctionDetail Detail, IReadOnlyList<EventSourceMapping> Mappings, RoleRecord Role)
{
    /// <summary>
    /// Returns the step with its role. A role that an earlier repair created keeps the id of that repair: the role is listed and undone by
    /// that id, so results must show it.
    /// </summary>
    public static PreparedRepair Of(
        LambdaRoleRepairStep step, RoleSpec spec, FunctionDetail detail, IReadOnlyList<EventSourceMapping> mappings, RoleRecord role) =>
        new(step with { RepairId = role.Tags.GetValueOrDefault(RoleTags.Repair, step.RepairId) }, spec, detail, mappings, role);
}
