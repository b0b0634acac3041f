using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>Plans how functions of templates get roles of their own, where the templates declare them.</summary>
public static class TemplatePlanner
{
    /// <summary>Returns a step for each selected function that shares a role for certain, in the order of the files.</summary>
    /// <param name="templates">The templates.</param>
    /// <param name="selection">The functions and roles to repair.</param>
    /// <param name="options">What to do. Its <see cref="TemplateRepairOptions.Selects"/> is set here.</param>
    public static IReadOnlyList<LambdaTemplateRepairStep> Plan(TemplateSet templates, Selection selection, TemplateRepairOptions options) =>
        [.. templates.Stacks.SelectMany(stack => Plan(templates, stack, selection, options))];

    private static IReadOnlyList<LambdaTemplateRepairStep> Plan(
        TemplateSet templates, DeclaredStack stack, Selection selection, TemplateRepairOptions options)
    {
        var shared = new Dictionary<DeclaredFunction, RoleUse>(ReferenceEqualityComparer.Instance as IEqualityComparer<DeclaredFunction>);
        foreach (var (_, one) in templates.Shared.Where(one => one.Shared.IsCertain))
            foreach (var (function, use) in one.Functions.Zip(one.Uses)) shared.TryAdd(function, use);
        var own = stack.Functions.Where(shared.ContainsKey).Select(function => (function, shared[function])).ToList();
        return own.Count == 0
            ? []
            : MenderOf(stack.Format).Plan(
                stack, own, options with { Selects = function => selection.Has(stack, function, shared[function]) });
    }

    private static ITemplateMender MenderOf(TemplateFormat format) => format switch
    {
        TemplateFormat.Serverless => new ServerlessMender(),
        TemplateFormat.Terraform => new TerraformMender(),
        _ => new CloudFormationMender(),
    };
}
