using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Deployed functions and roles that declarations in several templates can be. Each of them was deployed from one template, so a step in
/// another one would change a function that nobody named.
/// </summary>
internal sealed class Deployments
{
    private readonly Dictionary<DeclaredFunction, PlanIssue> _issues =
        new(ReferenceEqualityComparer.Instance as IEqualityComparer<DeclaredFunction>);

    public Deployments(IReadOnlyList<DeclaredStack> stacks, NamedObjects? objects)
    {
        if (objects is null || stacks.Count < 2) return;
        var all = stacks.SelectMany(stack => stack.Functions.Select(function => (Stack: stack, Function: function))).ToList();
        foreach (var name in objects.Functions.Select(one => one.Function.FunctionName).Distinct(StringComparer.Ordinal))
            Add($"Function {name}", all.Where(one => DeployedNames.Match(one.Function, name, objects)));
        // A role that a template only names can be used by several.
        foreach (var role in objects.Roles)
            Add($"Role {role.RoleName}", all.Where(one => one.Function.Roles.Any(
                use => use.Tie != RoleTie.Imported && use.AppKey is null && DeployedNames.Match(one.Stack, use, role))));
    }

    /// <summary>Returns why a function is not planned; null if it is.</summary>
    public PlanIssue? Of(DeclaredFunction function) => _issues.GetValueOrDefault(function);

    private void Add(string what, IEnumerable<(DeclaredStack Stack, DeclaredFunction Function)> declared)
    {
        var found = declared.ToList();
        var files = found.Select(one => one.Function.Declaration.File).Distinct(StringComparer.Ordinal).ToList();
        if (files.Count < 2) return;
        foreach (var (_, function) in found) _issues.TryAdd(function, TemplateIssues.SeveralTemplates(what, NameList.Few(files)));
    }
}
