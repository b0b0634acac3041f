using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>What a plan for a template is to do.</summary>
public sealed record TemplateRepairOptions
{
    /// <summary>The functions to repair; null for all that share a role.</summary>
    public Func<DeclaredFunction, bool>? Selects { get; init; }

    /// <summary>The functions that keep the shared role.</summary>
    public Func<DeclaredFunction, bool>? Keeps { get; init; }

    /// <summary>Returns why a function cannot be planned; null if it can.</summary>
    internal Func<DeclaredFunction, PlanIssue?>? Blocks { get; init; }

    /// <summary>How the permissions of the new roles are determined.</summary>
    public RepairStrategy Strategy { get; init; } = RepairStrategy.Copy;

    /// <summary>Returns what a function keeps of its role's policies, for the strategy Used; null for another strategy.</summary>
    public Func<DeclaredFunction, DeclaredRole, TemplateNarrowing>? Narrow { get; init; }
}
