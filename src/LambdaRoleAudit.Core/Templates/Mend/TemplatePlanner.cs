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
        TemplateSet templates, Selection selection, TemplateRepairOptions options, NodeReader reader)
    {
        var deployments = new Deployments(templates.Stacks, selection.Objects);
        return [.. templates.Stacks.SelectMany(stack => Plan(
            templates, stack, selection, options with { Blocks = deployments.Of }, reader))];
    }

    private static IReadOnlyList<LambdaTemplateRepairStep> Plan(
        TemplateSet templates, DeclaredStack stack, Selection selection, TemplateRepairOptions options, NodeReader reader)
    {
        var shared = new Dictionary<DeclaredFunction, RoleUse>(ReferenceEqualityComparer.Instance as IEqualityComparer<DeclaredFunction>);
        foreach (var (_, one) in templates.Shared.Where(one => one.Shared.IsCertain))
            foreach (var (function, use) in one.Functions.Zip(one.Uses)) shared.TryAdd(function, use);
        var own = stack.Functions.Where(shared.ContainsKey).Select(function => (function, shared[function])).ToList();
        if (own.Count == 0) return [];
        var mender = MenderOf(stack.Format, reader);
        // What is blocked must not be a part of what the others change.
        bool IsBlocked(DeclaredFunction function) => options.Blocks?.Invoke(function) is not null;
        var steps = mender.Plan(stack, own, options with
        {
            Selects = function => selection.Has(stack, function, shared[function]) && !IsBlocked(function),
        });
        if (!own.Exists(one => IsBlocked(one.function))) return steps;
        var blocked = mender.Plan(stack, own, options with
        {
            Selects = function => selection.Has(stack, function, shared[function]) && IsBlocked(function),
        });
        var order = own.Select((one, index) => (one.function, index)).ToDictionary(one => one.function.Declaration, one => one.index);
        return [
            .. steps.Concat(blocked.Select(step => Blocked(step, options.Blocks!(
                own.First(one => one.function.Declaration == step.Declaration).function)!))).OrderBy(step => order[step.Declaration])];
    }

    private static LambdaTemplateRepairStep Blocked(LambdaTemplateRepairStep step, PlanIssue issue) => step.Blockers.Count > 0
        ? step
        : step with
        {
            Blockers = [issue],
            Edits = [],
            TargetRole = null,
            FileHashes = new Dictionary<string, string>(),
            Warnings = [],
            Proof = "Unknown",
            ProofReason = issue.Message,
        };

    private static ITemplateMender MenderOf(TemplateFormat format, NodeReader reader) => format switch
    {
        TemplateFormat.Serverless => new ServerlessMender(reader),
        TemplateFormat.Terraform => new TerraformMender(),
        _ => new CloudFormationMender(reader),
    };
}
