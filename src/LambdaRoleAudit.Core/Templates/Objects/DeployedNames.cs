using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Finds the declaration of a deployed function or role: by the name that the template gives it, by the logical id in its tags, or by the
/// name that CloudFormation makes up: stack, logical id and a random part (CloudFormation user guide, "Name type").
/// </summary>
internal static class DeployedNames
{
    /// <summary>True if a function with a name was deployed from a declaration.</summary>
    public static bool Match(DeclaredFunction function, string deployed) => deployed == function.FunctionName
        || (function.FunctionName == function.Declaration.Address && IsMadeUp(function.Declaration.Address, deployed));

    /// <summary>True if an object of a deployed function belongs to a declaration.</summary>
    public static bool Match(DeclaredFunction function, string deployed, NamedObjects objects) => objects.LogicalIds.Contains(deployed)
        ? objects.LogicalIds[deployed].Contains(function.Declaration.Address, StringComparer.Ordinal)
        : Match(function, deployed);

    /// <summary>True if a role was deployed from a declaration.</summary>
    public static bool Match(DeclaredStack stack, RoleUse use, Model.RoleReference role)
    {
        var name = DeclaredNames.RoleNameOf(stack, use);
        return role.RoleName.Equals(name, StringComparison.OrdinalIgnoreCase)
            || (use.RoleAddress == name && IsMadeUp(name, role.RoleName));
    }

    private static bool IsMadeUp(string address, string deployed) => deployed.Contains($"-{address}-", StringComparison.Ordinal);
}
