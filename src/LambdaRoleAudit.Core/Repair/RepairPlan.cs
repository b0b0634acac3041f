using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Repair;

/// <summary>A plan, and what was wrong with what was asked for.</summary>
/// <param name="Steps">One for each function.</param>
/// <param name="Problems">Names that nothing has, and functions that no step could be made for.</param>
public sealed record RepairPlan(IReadOnlyList<LambdaRoleRepairStep> Steps, IReadOnlyList<Problem> Problems);
