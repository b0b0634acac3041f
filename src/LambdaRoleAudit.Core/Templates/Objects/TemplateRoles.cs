using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>Shared roles of templates, as the objects that <c>Get-SharedLambdaRole</c> returns for accounts too.</summary>
public static class TemplateRoles
{
    /// <summary>Returns the roles that are shared for certain, the most shared first, then by name.</summary>
    /// <param name="templates">The templates.</param>
    /// <param name="selection">The roles to return.</param>
    /// <param name="minimum">The number of functions that make a role shared.</param>
    public static IReadOnlyList<SharedLambdaRole> Find(TemplateSet templates, Selection selection, int minimum) =>
    [
        .. templates.Shared.Where(one => one.Shared.IsCertain && one.Shared.Functions.Count >= minimum
                && selection.HasRole(one.Stack, one.Shared.Uses[0], one.Shared.Functions))
            .Select(one => Describe(templates, one.Stack, one.Shared))
            .OrderByDescending(role => role.FunctionCount).ThenBy(role => role.RoleName, StringComparer.OrdinalIgnoreCase)
            .ThenBy(role => role.Functions[0].Declaration!.Path, StringComparer.Ordinal),
    ];

    private static SharedLambdaRole Describe(TemplateSet templates, DeclaredStack stack, DeclaredSharing shared) => new()
    {
        RoleName = DeclaredNames.RoleNameOf(stack, shared.Uses[0]),
        RoleArn = shared.Key,
        AccountId = DeclaredNames.AccountOf(shared.Uses[0]),
        FunctionCount = shared.Functions.Count,
        Regions = [],
        Functions = [.. shared.Functions.Zip(shared.Uses, DeclaredNames.FunctionOf)],
        Declaration = stack.Roles.FirstOrDefault(role => role.Address == shared.RoleAddress)?.Declaration,
        IsComplete = templates.IsComplete,
        CoveredFunctionCount = templates.Stacks.Sum(one => one.Functions.Count),
    };
}
