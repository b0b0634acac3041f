using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>A step whose role is complete, so that its function can be changed.</summary>
internal sealed record PreparedRepair(
    LambdaRoleRepairStep Step, RoleSpec Spec, FunctionDetail Detail, IReadOnlyList<EventSourceMapping> Mappings, RoleRecord Role);
