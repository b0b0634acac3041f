using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>Plans how functions of one template get roles of their own, for one format.</summary>
public interface ITemplateMender
{
    /// <summary>Returns a step for each selected function that shares a role.</summary>
    /// <param name="stack">The template.</param>
    /// <param name="shared">The functions that share a role, with the role; each function once, in the order of the file.</param>
    /// <param name="options">What to do.</param>
    IReadOnlyList<LambdaTemplateRepairStep> Plan(
        DeclaredStack stack, IReadOnlyList<(DeclaredFunction Function, RoleUse Role)> shared, TemplateRepairOptions options);
}
