using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Repair;

/// <summary>A plan, and the problems found while creating it.</summary>
/// <param name="Steps">The steps, one for each function.</param>
/// <param name="Problems">Names that match nothing, and functions for which a step could not be created.</param>
public sealed record RepairPlan(IReadOnlyList<LambdaRoleRepairStep> Steps, IReadOnlyList<Problem> Problems);
