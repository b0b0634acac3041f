using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Plans roles for the functions of a folder of .tf files: each gets a copy of the shared role in a new file of its module
/// (<c>lambda_roles.tf</c>), and one line of the function changes. The shared role stays. A plan or a state as JSON has no text to change,
/// so its steps have only a snippet.
/// </summary>
public sealed class TerraformMender : ITemplateMender
{
    /// <inheritdoc/>
    public IReadOnlyList<LambdaTemplateRepairStep> Plan(
        DeclaredStack stack, IReadOnlyList<(DeclaredFunction Function, RoleUse Role)> shared, TemplateRepairOptions options)
    {
        var mend = stack.Folder is { } folder ? new HclMend(folder, options) : null;
        var steps = new List<LambdaTemplateRepairStep>();
        var blocks = new HashSet<HclItem>(ReferenceEqualityComparer.Instance);
        foreach (var (function, role) in shared)
        {
            if (options.Selects?.Invoke(function) == false || options.Keeps?.Invoke(function) == true) continue;
            var step = new LambdaTemplateRepairStep
            {
                FunctionName = function.FunctionName,
                Declaration = function.Declaration,
                SourceRole = role.RoleAddress ?? role.Key,
                Strategy = options.Strategy,
                Proof = "Unknown",
                ProofReason = "The step has no edits.",
            };
            if (mend is null)
            {
                steps.Add(OfValues(stack, function, role, step));
                continue;
            }

            var item = stack.Folder!.Functions[function.Declaration.Address].Item;
            // A module that is used twice has one text: its first step changes all.
            if (blocks.Contains(item)) continue;
            var planned = mend.Step(function, role, step);
            if (planned.CanApply) blocks.Add(item);
            steps.Add(planned);
        }

        return WithUnused(stack, steps);
    }

    private static LambdaTemplateRepairStep OfValues(
        DeclaredStack stack, DeclaredFunction function, RoleUse use, LambdaTemplateRepairStep step)
    {
        var blocker = TerraformIssues.NotText(stack.Path);
        var address = function.Declaration.Address;
        var role = stack.Roles.FirstOrDefault(one => one.Address == use.RoleAddress);
        var label = HclSnippets.LabelOf(address);
        return step with
        {
            Blockers = [blocker],
            ProofReason = blocker.Message,
            Snippet = role is null
                ? HclSnippets.OfImported(label, address, step.SourceRole)
                : HclSnippets.OfValues(label, address, role),
        };
    }

    /// <summary>Says at the last step that takes a function off a role that no function is left on it.</summary>
    private static IReadOnlyList<LambdaTemplateRepairStep> WithUnused(DeclaredStack stack, List<LambdaTemplateRepairStep> steps)
    {
        foreach (var role in stack.Roles.Select(role => role.Address))
        {
            var moved = steps.Where(step => step.CanApply && step.SourceRole == role).Select(step => step.Declaration.Address)
                .ToHashSet(StringComparer.Ordinal);
            var users = stack.Functions.Where(one => one.Roles.Any(use => use.RoleAddress == role || use.Tie == RoleTie.Unknown));
            if (moved.Count == 0 || !users.All(one => moved.Contains(one.Declaration.Address))) continue;
            var last = steps.FindLastIndex(step => step.CanApply && step.SourceRole == role);
            steps[last] = steps[last] with { Warnings = [.. steps[last].Warnings, TerraformIssues.LeftUnused(role)] };
        }

        return steps;
    }
}
