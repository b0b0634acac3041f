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
    /// <param name="reader">Reads what is to be written, for the proofs.</param>
    public static IReadOnlyList<LambdaTemplateRepairStep> Plan(
        TemplateSet templates, Selection selection, TemplateRepairOptions options, NodeReader reader) =>
        [.. templates.Stacks.SelectMany(stack => Plan(templates, stack, selection, options, reader))];

    private static IReadOnlyList<LambdaTemplateRepairStep> Plan(
        TemplateSet templates, DeclaredStack stack, Selection selection, TemplateRepairOptions options, NodeReader reader)
    {
        var shared = new Dictionary<DeclaredFunction, RoleUse>(ReferenceEqualityComparer.Instance as IEqualityComparer<DeclaredFunction>);
        foreach (var (_, one) in templates.Shared.Where(one => one.Shared.IsCertain))
            foreach (var (function, use) in one.Functions.Zip(one.Uses)) shared.TryAdd(function, use);
        var own = stack.Functions.Where(shared.ContainsKey).Select(function => (function, shared[function])).ToList();
        return own.Count == 0
            ? []
            : MenderOf(stack.Format, reader).Plan(
                stack, own, options with { Selects = function => selection.Has(stack, function, shared[function]) });
    }

    private static ITemplateMender MenderOf(TemplateFormat format, NodeReader reader) => format switch
    {
        TemplateFormat.Serverless => new ServerlessMender(reader),
        TemplateFormat.Terraform => new TerraformMender(),
        _ => new CloudFormationMender(reader),
    };
}
