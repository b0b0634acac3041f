using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Plans roles for functions in templates of AWS CloudFormation and AWS SAM. Each function gets a copy of the shared role's resource, as it
/// is written, under a logical id of its own. A function of SAM gets <c>Policies</c> in place of <c>Role</c>, if the role that SAM
/// generates from them is proven equal. The shared role stays.
/// </summary>
public sealed class CloudFormationMender : ITemplateMender
{
    private readonly NodeReader? _reader;

    /// <param name="reader">
    /// Reads a patched text again, to prove that the role that SAM generates from <c>Policies</c> equals the shared one. Null if functions
    /// of SAM are to get copied roles too.
    /// </param>
    public CloudFormationMender(NodeReader? reader = null) => _reader = reader;

    /// <inheritdoc/>
    public IReadOnlyList<LambdaTemplateRepairStep> Plan(
        DeclaredStack stack, IReadOnlyList<(DeclaredFunction Function, RoleUse Role)> shared, TemplateRepairOptions options)
    {
        ArgumentNullException.ThrowIfNull(stack);
        ArgumentNullException.ThrowIfNull(shared);
        ArgumentNullException.ThrowIfNull(options);
        if (stack.Text is not { } text || stack.Root is not { } root)
            throw new ArgumentException("The stack has no text.", nameof(stack));
        var context = new MendContext(stack, text, root);
        var selected = shared.Where(one => options.Selects?.Invoke(one.Function) != false && options.Keeps?.Invoke(one.Function) != true)
            .ToList();
        var steps = new List<LambdaTemplateRepairStep>();
        var generated = SamPolicyProof.Find(context, options.Strategy == RepairStrategy.Copy ? selected : [], _reader);
        var added = 0;
        foreach (var (function, role) in selected)
        {
            var step = new FunctionMend(context, function, role, options)
            {
                Generated = generated.GetValueOrDefault(function.Declaration.Address),
            };
            steps.Add(step.Plan());
            added += step.NewResources;
        }

        return TemplateLimits.Check(context, WithUnused(context, selected, steps), added);
    }

    /// <summary>Tells of a role that no function of the template uses after the plan, at its last function.</summary>
    private static IReadOnlyList<LambdaTemplateRepairStep> WithUnused(
        MendContext context, IReadOnlyList<(DeclaredFunction Function, RoleUse Role)> selected, List<LambdaTemplateRepairStep> steps)
    {
        foreach (var role in selected.Select(one => one.Role.RoleAddress).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            var moved = Enumerable.Range(0, steps.Count).Where(i => selected[i].Role.RoleAddress == role && steps[i].CanApply).ToList();
            var left = context.Stack.Functions
                .Where(function => function.Roles.Any(use => use.RoleAddress == role || use.Tie == RoleTie.Unknown))
                .Except(moved.Select(i => selected[i].Function));
            if (moved.Count == 0 || left.Any()) continue;
            steps[moved[^1]] = steps[moved[^1]] with { Warnings = [.. steps[moved[^1]].Warnings, TemplateIssues.LeftUnused(role)] };
        }

        return steps;
    }
}
